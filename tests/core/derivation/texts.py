"""The formulas of four forum texts about backpropagation, as they were typed, with residue around."""

SIGMOID_SOFTMAX = r"""4
$\begingroup$

There are $N$ examples and $K$ classes. The targets $t_k^n$ have a one at the class.

The input of the last layer is $x^n$, with $a^n = \theta^Tx^n$ and $z^n = \sigma(a^n)$ for every example.

The output is $y_k^n = \frac{exp(z_k^n)}{\sum_{j=1}^k exp(z_j^n)}$.

The loss is $E = -\sum_{n=1}^N \sum_{k=1}^{K} t_k^n \log y_k^n$.

Then: \begin{eqnarray} \frac{\partial}{\partial \theta_{ij}}t_k \log y_k = t_k \frac{d\log y_k}{dy_k} \frac{\partial y_k}{\partial z_j} \frac{dz_j}{da_j} \frac{\partial a_j}{\partial \theta_{ij}} \end{eqnarray} with

\begin{eqnarray} \frac{d\log y_k}{dy_k} = \frac{1}{y_k} \end{eqnarray}

\begin{eqnarray} \frac{\partial y_k}{\partial z_j} &=& \frac{\delta_{jk}e^{z_k}(\sum_{l=1}^K e^{z_l}) - e^{z_k}e^{z_j}}{(\sum_{l=1}^K e^{z_l})^2} \\ &=& \frac{\delta_{jk}e^{z_k}}{\sum_{l=1}^K e^{z_l}} - \frac{e^{z_k}}{\sum_{l=1}^K e^{z_l}}\frac{e^{z_j}}{\sum_{l=1}^K e^{z_l}} \\ &=& \delta_{jk}y_k - y_ky_j \\ &=& y_k(\delta_{jk} - y_j) \end{eqnarray}

\begin{eqnarray} \frac{d z_j}{da_j} = \frac{d}{da_j} \sigma(a_j)) = \frac{d}{da_j} \frac{1}{1+e^{-a_j}} = \frac{e^{a_j}}{(1+e^{-a_j})^2} \end{eqnarray}

\begin{eqnarray} \frac{\partial a_j}{\partial \theta_{ij}} = x_i \end{eqnarray}

All in all:

\begin{eqnarray} \frac{\partial E}{\partial \theta_{ij}} = -\sum_{n=1}^N \sum_{k=1}^{K} t_k^n(\delta_{jk} - y_j^n)\frac{e^{a_j^n}}{(1+e^{-a_j^n})^2}x_i^n \end{eqnarray}

$\endgroup$
1
$\begingroup$

An easier way to write it:

\begin{eqnarray} \frac{d z_j}{da_j} = \frac{d}{da_j} \sigma(a_j)) = \frac{d}{da_j} \frac{1}{1+e^{-a_j}} = \frac{e^{a_j}}{(1+e^{-a_j})^2} = \frac{1}{(1+e^{-a_j})} \frac{e^{a_j}}{(1+e^{-a_j})} = \frac{1}{(1+e^{-a_j})} (1 - \frac{1}{(1+e^{-a_j})}) = \sigma(a_j) (1 - \sigma(a_j)) \end{eqnarray}

$\endgroup$

Not the answer you're looking for?
"""  # noqa: E501

CROSS_ENTROPY = r"""11
$\begingroup$

The error is
$$E = -\sum_jt_j\ln o_j$$
with targets $t_j$. I look for $\frac{\delta E}{\delta o_j}$ and think that it should be $-\frac{t_j}{o_j}$.

The outputs are $$o_j = \frac{e^{z_j}}{\sum_ke^{z_k}}$$ and one reads: $$\frac{\delta o_j}{\delta z_j} = o_j(1 - o_j)$$

Elsewhere: $$\frac{\delta E}{\delta z_j} = t_j - o_j$$ But

$$\frac{\delta E_j}{\delta z_j}=\frac{\delta E_j}{\delta o_j}\frac{\delta o_j}{\delta z_j}$$$$\Rightarrow\frac{\delta E_j}{\delta o_j}=\frac{\delta E_j}{\delta z_j}\div\frac{\delta o_j}{\delta z_j}$$ $$= \frac{t_j-o_j}{o_j(1-o_j)}$$

$\endgroup$
9
$\begingroup$

It is $$\frac{\partial E}{\partial z_j}=\sum_i\frac{\partial E}{\partial o_i}\frac{\partial o_i}{\partial z_j}$$ when $i=j$, $$\frac{\partial E}{\partial o_j}\frac{\partial o_j}{\partial z_j}=-\frac{t_j}{o_j}o_j(1-o_j)=t_jo_j-t_j$$ when $i\neq j$ $$\frac{\partial o_i}{\partial z_j}=\frac{\partial \frac{e^{z_i}}{\sum_ke^{z_k}}}{\partial z_j}=-\frac{e^{z_i}}{(\sum_ke^{z_k})^2}e^{z_j}=-o_io_j$$ $$\frac{\partial E}{\partial o_i}\frac{\partial o_i}{\partial z_j}=-\frac{t_i}{o_i}(-o_io_j)=t_io_j$$ so $$\frac{\partial E}{\partial z_j}=\sum_i\frac{\partial E}{\partial o_i}\frac{\partial o_i}{\partial z_j}=\sum_it_io_j-t_j$$ since $\sum_it_i=1$ therefore $$\frac{\partial E}{\partial z_j}=o_j-t_j$$

$\endgroup$
1
$\begingroup$ In the case of regression $$\frac{\partial E}{\partial z_j}=\sum_i\frac{\partial E}{\partial o_i}\frac{\partial o_i}{\partial z_j}$$ is reduced to: $$\frac{\partial E}{\partial z_j}=\frac{\partial E}{\partial o_j}\frac{\partial o_j}{\partial z_j}$$ but not in classification. $\endgroup$
"""  # noqa: E501

EQUATION_SHEET = r"""Search:

{$$\tag{1} \sigma(z) = { 1 \over 1 + e^{-z}}$$} {$$\tag{2} {\partial \sigma \over \partial z } = \sigma(z) (1 - \sigma(z))$$}

{$$z^l = w^l a^{l-1} + b^l$$} {$$\tag{3} a^l = \sigma(z^l)$$}

{$${\partial a^l \over \partial b^l} = \sigma^\prime(z^l)$$} {$${\partial a^l \over \partial w^l} = a^{l-1} \sigma^\prime(z^l)$$}

{$$\tag{4} {v^\prime = v - \eta {\partial C \over \partial v } }$$}

Mean square error:

{$$\tag{5} C(w,b) = \frac{1}{2n} \sum_x \| y(x) - a \|^2$$}

{$$\tag{6} \delta^l = \nabla C_a \odot \sigma^\prime(z^l)$$} {$$\tag{7} \nabla C_{a^L} = a_j^L - y_j$$} {$$\tag{8} \nabla C_{a^l} = (w^{l+1})^T \delta^{l+1} \odot \sigma^\prime(z^l)$$} {$$\tag{9} {\partial C \over \partial b^l} = \delta^l$$} {$$\tag{10} {\partial C \over \partial w^l} = a^{l-1} \delta^l$$}

Cross-entropy:

{$$C = - \| y \ln (a) + (1-y) \ln(1-a) \|$$}

{$$C(b) = - D( b )$$} {$$D(b) = y E(b) + (1-y) G(b)$$} {$$E(b) = \ln ( \sigma(wa+b) )$$} {$$G(b) = \ln ( 1 - \sigma(wa+b) )$$} {$$C'(b) = - D'(b)$$} {$$D'(b) = y E'(b) + (1-y) G'(b)$$} {$$E'(b) = (1/a)* \sigma'$$} {$$E'(b) = 1-a$$} {$$G'(b) = 1/(1-a) * - \sigma'$$} {$$G'(b) = -a$$} {$$D'(b) = y(1-a) + (1-y)(-a) ==> y-ya -a+ya ==> y-a$$}

{$$C'(b) = a-y$$} {$$C'(w_{jk}^l) = a_k^{l-1}(a_j^l-y)$$}

Softmax:

{$$a_j^L = { e^{z_j^L} \over \sum_k e^{z_k^L} }$$}

Log-likelihood:

{$$C = -\ln( a_y^L )$$}

{$$x_k = e^{z_k^L}$$} {$$x_k^\prime(b_y^L) = x_k$$} {$$f = \sum_j x_j | j \neq y$$} {$$s = f + x_y$$} {$$a_y = {x_y \over s }$$} {$$D_y(z) = a_y^L = { e^z_y \over e^z_y + f}$$} {$$D_y^\prime(z) = { f e^z \over (f + e^z)^2}$$} {$$C^\prime(b_y^L) = - { e^z + f \over e^z } * { f e^z \over (e^z + f)^2 } = { -f \over e^z + f }$$} {$$C^\prime(b_y^L) = { x-s\over s}$$} {$$C^\prime(b_y^L) = a_y - 1$$} {$$C^\prime(b_k^L) = a_k | k \neq y$$}

{$$C^\prime(b_j^L) = a^L_j - y(x)$$} {$$C^\prime(w_{jk}^L) = a^{L-1}_k (a^L_j - y(x))$$}
"""  # noqa: E501

ONE_HIDDEN_LAYER = r"""1
$\begingroup$

The loss: C = -(ylog(y_hat) + (1-y)log(1-y_hat)

Where: y_hat = sigmoid = 1 / (1 + e^-z)

$\endgroup$
2
$\begingroup$ As matrices: $$ \frac{\partial C}{\partial W^{[2]}} = (\sigma - y)(A^{[1]})^T$$ and without the transpose $$ \frac{\partial C}{\partial W^{[2]}} = (\sigma - y)A^{[1]}$$
$\endgroup$
"""  # noqa: E501

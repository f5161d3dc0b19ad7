"""The application's style sheet, written once and filled in with a theme and a scale."""

from __future__ import annotations

import re

from nnviz.theme import icons
from nnviz.theme.fonts import pixels
from nnviz.theme.roles import Theme

# In the sheet `@role` is a colour of the theme, `icon(name, role)` a drawing in that colour, and each
# length is given for scale 1. One pixel stays one pixel, so hairlines keep thin.
_SHEET = """
QMainWindow, QMainWindow > QWidget#central { background: @background; }
QMainWindow::separator { background: @background; width: 3px; height: 6px; }
QMainWindow > QTabBar { background: @panel; }
QMainWindow::separator:hover { background: @handle; }
QDialog, QMessageBox, QWizard { background: @panel; }
QMessageBox { messagebox-warning-icon: icon(warning, danger); messagebox-critical-icon: icon(warning, danger);
    messagebox-information-icon: icon(info, muted); messagebox-question-icon: icon(help, muted); }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QStatusBar { background: @panel; border-top: 1px solid @line; color: @muted; }
QStatusBar::item { border: none; }
QSplitter::handle { background: @line; }
QSplitter::handle:hover { background: @handle; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }

QLabel[role="muted"] { color: @muted; }
QLabel[role="success"] { color: @success; }
QLabel[role="danger"] { color: @danger; }

QMenuBar { background: @panel; border-bottom: 1px solid @line; padding: 1px 5px; spacing: 1px; }
QMenuBar::item { padding: 6px 9px; border-radius: 6px; background: transparent; color: @ink; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: @chip; }
QMenu { background: @panel; border: 1px solid @line; border-radius: 9px; padding: 5px; color: @ink; }
QMenu::item { padding: 6px 28px 6px 10px; border-radius: 6px; background: transparent; }
QMenu::item:selected { background: @chip; }
QMenu::item:disabled { color: @faint; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: @line; margin: 5px 8px; }
QMenu::right-arrow { image: icon(chevron-right, muted); width: 14px; height: 14px; right: 6px; }
QMenu::indicator { width: 14px; height: 14px; left: 7px; }
QMenu::indicator:checked { image: icon(check, ink); }
QToolTip { background: @tooltip; color: @on_tooltip; border: 1px solid @tooltip; padding: 4px 6px; }

QPushButton { background: @panel; color: @ink; border: 1px solid @line; border-radius: 9px;
    padding: 0 14px; min-height: 27px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed, QPushButton:checked { background: @pressed; }
QPushButton:disabled { color: @faint; }
QPushButton:default { background: @primary; color: @on_primary; border-color: @primary; }
QPushButton:default:hover { background: @primary_hover; border-color: @primary_hover; }
QPushButton:default:pressed { background: @primary_pressed; border-color: @primary_pressed; }
QPushButton:focus { border: 2px solid @focus; }
QToolButton { background: transparent; color: @ink; border: 1px solid transparent; border-radius: 7px;
    padding: 3px 5px; }
QToolButton:hover { background: @chip; }
QToolButton:pressed, QToolButton:checked { background: @pressed; }
QToolButton:disabled { color: @faint; }
QToolButton:focus { border-color: @focus; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QComboBox, QAbstractSpinBox { background: @panel; color: @ink; border: 1px solid @faint;
    border-radius: 8px; padding: 1px 8px; min-height: 25px;
    selection-background-color: @selection; selection-color: @ink; }
QLineEdit:hover, QComboBox:hover, QAbstractSpinBox:hover { border-color: @muted; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { border: 2px solid @focus; padding: 0 7px; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { color: @faint; background: @background;
    border-color: @line; }
QLineEdit:read-only { background: @chip; }
QLineEdit[invalid="true"] { border: 2px solid @danger; padding: 0 7px; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; padding: 0 6px; min-height: 0;
    background: transparent; }
NumberField, ChoiceField { min-height: 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: icon(chevron-down, muted); width: 14px; height: 14px; }
QComboBox { combobox-popup: 0; }
QComboBoxPrivateContainer { background: @panel; border: none; }
QComboBox QAbstractItemView, QComboBox QAbstractItemView:focus { background: @panel; border: 1px solid @line;
    border-radius: 9px; padding: 4px; outline: none;
    selection-background-color: @chip; selection-color: @ink; }
QComboBox QAbstractItemView::item { min-height: 27px; padding: 0 8px; border: none; border-radius: 6px; }
QComboBox QAbstractItemView::item:selected, QComboBox QAbstractItemView::item:hover {
    background: @chip; color: @ink; }
QPlainTextEdit, QTextEdit { background: @panel; color: @ink; border: 1px solid @faint; border-radius: 8px;
    padding: 6px; selection-background-color: @selection; selection-color: @ink; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid @focus; padding: 5px; }
QTextBrowser, QTextBrowser:focus { border: none; padding: 0; }

QCheckBox, QRadioButton { spacing: 8px; background: transparent; padding: 2px; border: 2px solid transparent;
    border-radius: 6px; }
QCheckBox:focus, QRadioButton:focus { border-color: @focus; }
QCheckBox:disabled, QRadioButton:disabled { color: @faint; }
QCheckBox::indicator, QRadioButton::indicator { width: 15px; height: 15px; border: 1px solid @faint;
    background: @panel; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: @ink; }
QCheckBox::indicator:checked { background: @primary; border-color: @primary; image: icon(check, on_primary); }
QCheckBox::indicator:indeterminate { background: @primary;
    border-color: @primary; image: icon(minus, on_primary); }
QRadioButton::indicator:checked { background: @primary; border-color: @primary;
    image: icon(dot, on_primary); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @line; background: @chip; }
QCheckBox::indicator:checked:disabled { image: icon(check, faint); }
QRadioButton::indicator:checked:disabled { image: icon(dot, faint); }

QScrollArea, QAbstractScrollArea { border: none; }
QPlainTextEdit { border: 1px solid @faint; }
QPlainTextEdit:hover { border-color: @muted; }
QScrollArea, QScrollArea > QWidget > QWidget[plain="true"] { background: transparent; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: @handle; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }

QTableView, QTreeView, QListView { background: @panel; color: @ink; gridline-color: @line; outline: none;
    alternate-background-color: @hover; selection-background-color: @chip; selection-color: @ink; }
QTableView::item { padding: 2px 8px; border: none; }
QTreeView::item, QListView::item { padding: 4px 8px; border: none; border-radius: 6px; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected {
    background: @chip; color: @ink; }
QTableView::item:focus { border: 1px solid @focus; }
QTableView:focus, QTreeView:focus, QListView:focus { border: 1px solid @focus; }
QTreeView::branch:closed:has-children { image: icon(chevron-right, muted); }
QTreeView::branch:open:has-children { image: icon(chevron-down, muted); }
QHeaderView { background: @panel; }
QHeaderView::section { background: @panel; color: @muted; border: none; border-bottom: 1px solid @line;
    padding: 5px 8px; font-weight: 500; }
QTableCornerButton::section { background: @panel; border: none; border-bottom: 1px solid @line; }

QTabWidget::pane { border: none; border-top: 1px solid @line; top: -1px; }
QTabBar { background: transparent; border: none; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @muted; border: none; border-bottom: 2px solid transparent;
    padding: 6px 4px; margin: 0 8px; }
QMainWindow > QTabBar[tight="1"]::tab { padding: 6px 2px; margin: 0 4px; }
QMainWindow > QTabBar[tight="2"]::tab { padding: 6px 1px; margin: 0 3px; font-size: 11px; }
QTabBar::scroller { width: 22px; }
QTabBar::tab:hover { color: @ink; }
QTabBar::tab:selected { color: @ink; border-bottom-color: @ink; }
QTabBar::tab:disabled { color: @faint; }
QTabBar::tab:focus { background: @chip; }
QTabBar::close-button { image: icon(close, muted); }
QDockWidget { color: @ink; titlebar-close-icon: icon(close, muted);
    titlebar-normal-icon: icon(float, muted); }
QDockWidget::title { background: @panel; padding: 6px 14px; border: none; }

QProgressBar { background: @groove; border: none; border-radius: 3px; max-height: 6px; min-height: 6px;
    color: transparent; }
QProgressBar::chunk { background: @ink; border-radius: 3px; }
QSlider:horizontal { min-height: 22px; }
QSlider::groove:horizontal { height: 4px; background: @groove; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @handle; border-radius: 2px; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px;
    background: @ink; }
QSlider::handle:horizontal:disabled { background: @faint; }
QSlider:focus { border: 1px solid @focus; border-radius: 6px; }
QGroupBox { border: none; margin-top: 22px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 0; color: @muted; }
"""

_ICON = re.compile(r"icon\(([a-z-]+), ([a-z_]+)\)")
_COLOUR = re.compile(r"@([a-z_]+)")
_LENGTH = re.compile(r"(?<![\w.])(-?)([0-9]+)px")
_RADIUS = re.compile(r"border-radius: ([0-9]+)px")


def stylesheet(theme: Theme, scale: float = 1.0) -> str:
    """Return the style sheet for all of the application's plain widgets.

    Raises
    ------
    AttributeError
        If the sheet names a colour role that `theme` does not have.
    """

    def length(found: re.Match[str]) -> str:
        sign, digits = found.groups()
        return f"{sign}{digits if int(digits) <= 1 else pixels(int(digits), scale)}px"

    def drawing(found: re.Match[str]) -> str:
        return f'url("{icons.file(found[1], theme.colour(found[2]))}")'

    # Rounded down: Qt draws a square where a radius exceeds half the side.
    sheet = _RADIUS.sub(lambda found: f"border-radius: {int(int(found[1]) * scale)}.0px", _SHEET)
    sheet = _LENGTH.sub(length, sheet)
    sheet = _COLOUR.sub(lambda found: theme.colour(found[1]), sheet)
    return _ICON.sub(drawing, sheet)

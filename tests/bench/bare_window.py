"""The floor of every window figure: the least a PySide6 program shows."""

from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

app = QApplication([])
window = QWidget(windowTitle="Bare window")
column = QVBoxLayout(window)
for widget in (QLabel("Number"), QLineEdit("+1 202-555-0123"), QPushButton("Call")):
    column.addWidget(widget)
window.resize(400, 300)
window.show()
app.exec()

"""How lies are planted: the ground, honest rewordings of it, and one function a kind of lie."""

;;;; Opens the shop.
#| (defun not-this ()) |#
(defpackage :shop
  (:use :cl))
(in-package :shop)

(defparameter *name* "corner" "What it is called here.")
(defconstant +max+ 10)

(defclass door (thing)
  ((open :initform nil)))

(defun open-it (door &key (force t))
  "Open the DOOR wide."
  (when (char= #\( #\;) door))

(defgeneric shut (thing))
(defmethod shut ((door door))
  nil)
(defmacro with-door ((var) &body body) `(let ((,var 1)) ,@body))
(defstruct item price)

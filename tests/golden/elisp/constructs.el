;;; constructs.el --- Opens the shop  -*- lexical-binding: t -*-

;; Copyright (C) 2024 Nobody

;;; Code:
(require 'cl-lib)
(require 'subr-x nil t)

(defgroup shop nil
  "All about \"the\" shop."
  :group 'tools)

(defcustom shop-name "corner store"
  "What it is called by people."
  :type 'string)

(defvar shop--open nil)
(defconst shop-chars '(?\( ?\" ?\; ?a) "Some odd characters.")

;; Opens it.
(defun shop-open (name &optional
                       door)
  (let ((x "(defun no () "))
    (message "a ; b" x)))

(cl-defmethod shop-close ((shop class) &rest args)
  "Close the SHOP now."
  nil)

(defmacro with-shop (&rest body)
  "Run BODY in it."
  (declare (indent 0))
  `(progn ,@body))

(define-minor-mode shop-mode
  "Toggle the shop."
  :lighter " shop")

(cl-defstruct (shop-item (:constructor nil)) price)
(defalias 'shop-begin #'shop-open)
(ert-deftest shop-opens ()
  (should t))

(provide 'constructs)
;;; constructs.el ends here

; Opens the shop.
(define-module (shop main)
  #:use-module (ice-9 match))
(use-modules (srfi srfi-1))

; Its name.
(define name "corner")
(define (open-it door . rest)
  (display "(define (no) "))
(define close-it (lambda (door) #\( ))
(define* (later #:key (x 1)) x)
(define-syntax with-door
  (syntax-rules () ((_ b) b)))
(define-record-type item (make-item price) item? (price item-price))

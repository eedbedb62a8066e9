;; Opens the shop.
(ns shop.main
  (:require [clojure.string :as str]))

(def ^:dynamic *name* "corner")
(defonce state (atom {}))

(defn open-it
  "Opens the door wide."
  [door & {:keys [force]}]
  (str "(defn no []" door))

(defn- hidden [x] x)
(defmacro with-door [& body] `(do ~@body))
(defprotocol Shop (sell [this thing]))
(defrecord Item [price])
(defmulti price :kind)
(deftest opens (is true))

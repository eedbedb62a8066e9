%% Opens the shop.
-module(constructs).
-behaviour(gen_server).
-export([open/1, open/2, 'Close'/0]).
-include("shop.hrl").
-include_lib("kernel/include/file.hrl").

-define(NAME, "corner").
-define(MAX(A, B), if A > B -> A; true -> B end).
-record(item, {price = 0 :: integer(), name}).
-type shop() :: #item{} | none.
-callback sell(item()) -> ok.

%% Opens it.
-spec open(shop()) -> ok.
open(Shop) ->
    open(Shop, []).

open([H | _] = Door, {a, b}) when H > $. ->
    Text = "hidden() -> x.",
    {ok, Text};
open(_, #{x := Y}) ->
    Y.

'Close'() -> 1.5.

helper(X) ->
    case X of
        a -> ok
    end.

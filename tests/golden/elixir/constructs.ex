# Opens the shop.
defmodule Shop.Main do
  @moduledoc """
  Sells things.

      defmodule No do
  """
  use GenServer
  alias Shop.{Door, Window}
  import Enum, only: [map: 2]

  @type item :: %{price: integer}
  @callback sell(item) :: :ok

  @doc """
  Opens the `door`.
  """
  @spec open(item, keyword) :: :ok
  def open(door, opts \\ [])
  def open(nil, _), do: :error

  def open(door, _opts) do
    if door do
      "def no do #{door}"
    end
  end

  @doc false
  defp hidden?(x), do: x

  defmacro with_door(do: block) do
    quote do: unquote(block)
  end

  defguard is_door(x) when is_atom(x)

  defmodule Inner do
    defstruct [:a]
    def stop, do: ?"
  end
end

defprotocol Sells do
  @doc "Sells it."
  def sell(thing)
end

defimpl Sells, for: Shop.Main do
  def sell(_), do: ~s"""
  end
  """
end

-- A counter.
library ieee;
use ieee.std_logic_1164.all;
use work.types.word;

package types is
  constant WIDTH : integer := 8;
  subtype word is std_logic_vector(WIDTH - 1 downto 0);
  type state is (IDLE, RUN);
  type pair is record
    a : integer;
  end record;
  function max(a, b : integer) return integer;
  component adder is
    port (a : in word);
  end component;
end package types;

package body types is
  -- The larger one.
  function max(a, b : integer) return integer is
  begin
    if a > b then
      return a;
    end if;
    return b;
  end function max;
  procedure clear(signal s : out word) is
  begin
    s <= "end procedure;";
  end procedure;
end types;

-- Counts up.
entity counter is
  generic (N : integer := 4);
  port (clk : in std_logic);
end entity;

architecture rtl of counter is
  signal s : word;
  type local_state is (A, B);
begin
  process (clk)
  begin
    case s is
      when others => null;
    end case;
  end process;
  u1 : entity work.adder port map (a => s);
end architecture rtl;

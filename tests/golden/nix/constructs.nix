# The greeter: a package, its module and its shell.
{
  description = "Greets";

  inputs.nixpkgs.url = "nixpkgs/nixos-23.05";
  inputs = {
    flake-utils = { url = "github:numtide/flake-utils"; flake = false; };
  };

  outputs = { self, nixpkgs, flake-utils ? { } }@inputs:
    let
      # The systems that are built for.
      systems = [ "x86_64-linux" "aarch64-linux" ];
      version = "1.2";
      forAll = f: nixpkgs.lib.genAttrs systems (system: f system);
      local = { inherit (self) a; nested = 1; };
    in
    {
      /* What is built. */
      packages = forAll (system: import nixpkgs { inherit system; overlays = [ ]; });
      meta = with nixpkgs.lib; rec {
        license = licenses.mit;
        note = ''
          not = "a binding"; # nor a comment
          it''${ stays }
        '';
      };
      path = ./greeter.nix;
      legacy = import <nixpkgs> { };
      nixosModule = { config, lib, ... }: {
        imports = [ ./module.nix ../shared/users.nix ];
        options.services.greeter = {
          enable = lib.mkEnableOption "the greeter";
          port = lib.mkOption {
            type = lib.types.port;
            default = 80;
            description = "Where it listens.";
          };
        };
        config = lib.mkIf config.services.greeter.enable {
          systemd.services.greeter = { after = [ "network.target" ]; };
        };
      };
      "quoted-name" = a == b;
      ${dynamic} = 1;
    };
}

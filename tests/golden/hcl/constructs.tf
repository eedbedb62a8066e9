# The network of the shop.
terraform {
  required_version = ">= 1.0"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
    random = { source = "hashicorp/random" }
  }
  backend "s3" {
    bucket = "state"
  }
}

provider "aws" {
  region = var.region
}

# Where it runs.
variable "region" {
  type    = string
  default = "eu-west-1"
}

variable "zones" {
  description = "Zones, by name."
  type = map(object({
    name = string
  }))
}

variable "password" {
  default   = "not shown"
  sensitive = true
}

locals {
  name = "shop-${var.region}"
  tags = {
    resource = "not a block {"
  }
}

data "aws_ami" "linux" {
  most_recent = true
  filter {
    name = "name"
  }
}

/* The server.
 */
resource "aws_instance" "web" {
  ami       = data.aws_ami.linux.id
  user_data = <<-EOT
    resource "no" "such" {
  EOT
  dynamic "disk" {
    for_each = [1, 2]
    content { size = "${disk.value == 1 ? "a" : "b"}" }
  }
}

module "vpc" {
  source = "./modules/vpc"
}

module "far" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.1.0"
}

output "address" {
  description = "Where the server is."
  value       = aws_instance.web.public_ip
}

moved {
  from = a.b
  to   = a.c
}

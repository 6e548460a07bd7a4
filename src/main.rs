//! `coke-sim`: see the library for everything but this line.

fn main() -> std::process::ExitCode {
    coke_sim::cmd::main()
}

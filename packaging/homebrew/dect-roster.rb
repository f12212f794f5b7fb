class DectRoster < Formula
  desc "Turns a spreadsheet of DECT handsets into Gigaset provisioning files"
  homepage "https://github.com/dect-roster/dect-roster"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "@DOWNLOADS@/dect-roster-aarch64-apple-darwin.tar.gz"
      sha256 "@SHA256 dect-roster-aarch64-apple-darwin.tar.gz@"
    end
    on_intel do
      url "@DOWNLOADS@/dect-roster-x86_64-apple-darwin.tar.gz"
      sha256 "@SHA256 dect-roster-x86_64-apple-darwin.tar.gz@"
    end
  end

  on_linux do
    on_arm do
      url "@DOWNLOADS@/dect-roster-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256 dect-roster-aarch64-unknown-linux-musl.tar.gz@"
    end
    on_intel do
      url "@DOWNLOADS@/dect-roster-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256 dect-roster-x86_64-unknown-linux-musl.tar.gz@"
    end
  end

  def install
    bin.install "dect-roster"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/dect-roster.bash" => "dect-roster"
    zsh_completion.install "completions/_dect-roster"
    fish_completion.install "completions/dect-roster.fish"
    pkgshare.install "samples"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/dect-roster --version")
    system bin/"dect-roster", "build", pkgshare/"samples/roster.xlsx", "--out", testpath/"out"
    assert_path_exists testpath/"out/7C2F806E93D2.xml"
  end
end

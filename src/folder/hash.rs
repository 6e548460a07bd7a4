//! Hashes of files and texts, by which results are known again.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// A file or text with the hash of its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashed {
    /// How it is called: a file relative to its folder, with `/` between names.
    pub name: String,
    /// The number of its bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

impl Hashed {
    /// The hash of a text or file.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: &[u8]) -> Self {
        let mut hash = Hashing::default();
        hash.add(bytes);
        hash.finish(name)
    }

    /// The hash of a file, read piece by piece: rows may be larger than memory.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn of_file(name: impl Into<String>, path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut hash = Hashing::default();
        let mut piece = vec![0; 1 << 16];
        loop {
            match file.read(&mut piece)? {
                0 => return Ok(hash.finish(name)),
                read => hash.add(&piece[..read]),
            }
        }
    }
}

/// A hash in the making.
#[derive(Debug, Default)]
struct Hashing {
    hash: Sha256,
    bytes: u64,
}

impl Hashing {
    fn add(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    fn finish(self, name: impl Into<String>) -> Hashed {
        let mut sha256 = String::with_capacity(64);
        for byte in self.hash.finalize() {
            let _ = write!(sha256, "{byte:02x}"); // writing to a String cannot fail
        }
        Hashed { name: name.into(), bytes: self.bytes, sha256 }
    }
}

/// A file that is hashed as it is written.
#[derive(Debug)]
pub struct HashedFile {
    file: File,
    hash: Hashing,
}

impl HashedFile {
    pub(super) fn new(file: File) -> Self {
        Self { file, hash: Hashing::default() }
    }

    /// Brings all of it to the disk.
    pub(super) fn finish(self, name: String) -> io::Result<Hashed> {
        self.file.sync_all()?;
        Ok(self.hash.finish(name))
    }
}

impl Write for HashedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.add(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

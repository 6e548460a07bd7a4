//! What is in a folder of results, held against its manifest.

use super::disk::{gone, look};
use super::hash::Hashed;
use super::kind::Kind;
use super::{MANIFEST, PARTS, PROGRAM, disk};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

/// A manifest beyond this is none of ours.
const LARGEST_MANIFEST: u64 = 64 * 1024 * 1024;

/// Folders within folders beyond this are not looked into: ours are two deep.
const DEEPEST: usize = 32;

/// Once so many things were found that are not ours, no more are looked for: somebody may have named their home.
const MOST_FOREIGN: usize = 1_000;

/// What file managers leave in any folder that they show.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// What a manifest of this program says.
#[derive(Clone, Debug, Deserialize)]
pub struct Manifest {
    program: String,
    /// The version of the program that wrote it.
    pub version: String,
    /// The commit of that program, if it says so.
    #[serde(default)]
    pub commit: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    fingerprint: Option<serde_json::Value>,
    #[serde(default)]
    scenarios: Option<serde_json::Value>,
    outputs: Vec<Hashed>,
}

impl Manifest {
    /// The manifest of a folder; none if there is none of this program. Only a plain file of bearable size is read.
    fn read(folder: &Path) -> io::Result<Option<Self>> {
        let path = folder.join(MANIFEST);
        if !look(&path)?.is_some_and(|found| found.is_file() && found.len() <= LARGEST_MANIFEST) {
            return Ok(None);
        }
        let manifest: Option<Self> = serde_json::from_slice(&fs::read(&path)?).ok();
        Ok(manifest.filter(|manifest| manifest.program == PROGRAM))
    }

    /// What results it is of. Before manifests said so, those of sweeps had a fingerprint, those of comparisons several
    /// scenarios.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        match &self.kind {
            Some(kind) => Kind::named(kind),
            None if self.fingerprint.is_some() => Some(Kind::Sweep),
            None if self.scenarios.is_some() => Some(Kind::Comparison),
            None => Some(Kind::Run),
        }
    }
}

/// What is in a folder, by whose it is. Names are relative to the folder.
#[derive(Debug, Default)]
pub struct Contents {
    /// The manifest, if it is one of this program.
    pub manifest: Option<Manifest>,
    /// Files that the manifest lists, and that are as they were written.
    pub whole: Vec<PathBuf>,
    /// Files that the manifest lists, and that are not as they were written.
    pub changed: Vec<PathBuf>,
    /// Files that the manifest lists, and that are not there.
    pub missing: Vec<PathBuf>,
    /// What is there and not listed: somebody else's, links too.
    pub foreign: Vec<PathBuf>,
    /// Files of a sweep in progress.
    pub parts: Vec<PathBuf>,
    /// Files that belong to nobody.
    litter: Vec<PathBuf>,
    /// Folders, each behind the one that it is in.
    folders: Vec<PathBuf>,
    /// Whether files are read.
    read: bool,
}

impl Contents {
    /// Looks into a folder, and reads all files that its manifest lists; nothing is in one that is missing.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn of(folder: &Path) -> io::Result<Self> {
        Self::looked_into(folder, true)
    }

    /// The same, but files of the right size count as whole: rows may take long to read.
    pub(super) fn by_size(folder: &Path) -> io::Result<Self> {
        Self::looked_into(folder, false)
    }

    fn looked_into(folder: &Path, read: bool) -> io::Result<Self> {
        let mut found = Self { read, ..Self::default() };
        if !look(folder)?.is_some_and(|folder| folder.is_dir()) {
            return Ok(found);
        }
        found.manifest = Manifest::read(folder)?;
        let listed = found.manifest.iter().flat_map(|manifest| &manifest.outputs);
        // a name that leads out of the folder is none of ours, whoever wrote it: there is no such file in the folder
        let is_within = |name: &Path| name.components().all(|part| matches!(part, Component::Normal(_)));
        let (mut listed, outside): (BTreeMap<PathBuf, Hashed>, BTreeMap<PathBuf, Hashed>) = listed
            .map(|output| (PathBuf::from(&output.name), output.clone()))
            .partition(|(name, _)| is_within(name) && *name != Path::new(""));
        found.walk(folder, Path::new(""), 0, &mut listed)?;
        found.missing.extend(outside.into_keys().chain(listed.into_keys()));
        Ok(found)
    }

    fn walk(
        &mut self,
        root: &Path,
        within: &Path,
        depth: usize,
        listed: &mut BTreeMap<PathBuf, Hashed>,
    ) -> io::Result<()> {
        let mut entries = fs::read_dir(root.join(within))?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            if self.foreign.len() >= MOST_FOREIGN {
                break;
            }
            let name = within.join(entry.file_name());
            let Some(metadata) = look(&root.join(&name))? else { continue };
            if metadata.is_dir() && depth < DEEPEST {
                if listed.remove(&name).is_some() {
                    self.foreign.push(name.clone()); // where a file was
                }
                let before = self.size();
                self.folders.push(name.clone());
                self.walk(root, &name, depth + 1, listed)?;
                let is_ours = name == Path::new(PARTS) || listed.keys().any(|listed| listed.starts_with(&name));
                if self.size() == before && !is_ours {
                    self.foreign.push(name); // an empty folder is somebody's, too
                }
                continue;
            }
            self.file(root, name, &metadata, listed)?;
        }
        Ok(())
    }

    fn file(
        &mut self,
        root: &Path,
        name: PathBuf,
        metadata: &Metadata,
        listed: &mut BTreeMap<PathBuf, Hashed>,
    ) -> io::Result<()> {
        let file = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_file = metadata.is_file();
        let list = if let Some(written) = listed.remove(&name).filter(|_| is_file) {
            let same = metadata.len() == written.bytes
                && (!self.read || Hashed::of_file(&written.name, &root.join(&name))? == written);
            if same { &mut self.whole } else { &mut self.changed }
        } else if name == Path::new(MANIFEST) && self.manifest.is_some() {
            return Ok(());
        } else if is_file && is_litter(&name, &file) {
            &mut self.litter
        } else if is_file && name.parent() == Some(Path::new(PARTS)) && is_of_parts(&file) {
            &mut self.parts
        } else {
            &mut self.foreign
        };
        list.push(name);
        Ok(())
    }

    fn size(&self) -> usize {
        let lists = [&self.whole, &self.changed, &self.foreign, &self.parts, &self.litter, &self.folders];
        lists.iter().map(|list| list.len()).sum()
    }

    /// Is there nothing in it, or nothing that matters?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let lists = [&self.whole, &self.changed, &self.foreign, &self.parts];
        self.manifest.is_none() && lists.iter().all(|list| list.is_empty())
    }

    /// What results are in it, finished or not; none if they are none of this program, or of a kind that it does not
    /// know.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        match &self.manifest {
            Some(manifest) => manifest.kind(),
            None if self.parts.is_empty() => None,
            None => Some(Kind::Sweep),
        }
    }

    /// Removes what is ours and as it was written, and the folder if nothing is left in it. The manifest goes last, so
    /// that what is left is still known after an interruption. Returns whether the folder is gone.
    pub(super) fn remove(&self, root: &Path) -> io::Result<bool> {
        for folder in std::iter::once(root.to_path_buf()).chain(self.folders.iter().map(|folder| root.join(folder))) {
            make_writable(&folder);
        }
        for name in self.whole.iter().chain(&self.parts).chain(&self.litter) {
            gone(fs::remove_file(root.join(name)))?;
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(root.join(folder)); // only if nothing is left in it
        }
        if self.manifest.is_some() && self.foreign.is_empty() && disk::names(root)? == [MANIFEST] {
            gone(fs::remove_file(root.join(MANIFEST)))?;
        }
        match fs::remove_dir(root) {
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => Ok(false),
            other => gone(other).map(|()| true),
        }
    }
}

/// Lets files be removed from a folder of ours that was made read-only; if that is not allowed, removing them says so.
#[cfg(unix)]
fn make_writable(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    const OWNER: u32 = 0o700;
    if let Ok(Some(found)) = look(folder)
        && found.is_dir()
        && found.permissions().mode() & OWNER != OWNER
    {
        let _ = fs::set_permissions(folder, fs::Permissions::from_mode(found.permissions().mode() | OWNER));
    }
}

#[cfg(not(unix))]
fn make_writable(_: &Path) {}

/// Does a file belong to nobody: to a file manager, to a program that was killed as it wrote it, or to an earlier version
/// that kept its lock among the parts?
fn is_litter(name: &Path, last: &str) -> bool {
    LITTER.contains(&last) || disk::is_partial(last) || name == Path::new(PARTS).join("lock")
}

/// Is this the name of a file of a sweep in progress: what the study is, or a part, which bears its checksum?
fn is_of_parts(name: &str) -> bool {
    let digits = |text: &str, of: fn(&u8) -> bool| !text.is_empty() && text.as_bytes().iter().all(of);
    let is_part = name.strip_suffix(".parquet").and_then(|name| name.split_once('-')).is_some_and(|(number, sum)| {
        digits(number, u8::is_ascii_digit) && sum.len() == 16 && digits(sum, u8::is_ascii_hexdigit)
    });
    is_part || name == "study.json"
}

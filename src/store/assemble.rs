//! All parts into one file, row group by row group.

use super::part::{self, Kept};
use super::study::{Shard, Study};
use super::table::{message, properties};
use super::{RUNS, disk, reader};
use crate::folder::ResultFolder;
use crate::folder::disk::is_full;
use crate::problem::{Failure as Refused, Problem};
use crate::text;
use crate::text::Text;
use parquet::file::writer::SerializedFileWriter;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes the file of parts, in ascending order, into the result in the making. `again` says how to come back here when
/// there is room on the disk.
pub(super) fn assemble(folder: &mut ResultFolder, study: &Study, kept: &[Kept], again: &Text) -> Result<(), Refused> {
    let listed: Vec<(u64, String)> = kept.iter().map(|part| (part.number, part.checksum.clone())).collect();
    let mut study = study.clone();
    if listed.len() as u64 == study.identity.parts() {
        study.shard = Shard::WHOLE; // it says nothing of shards when all is there
    }
    let path = folder.shown().join(RUNS);
    folder.create(RUNS, |file| join(file, &study, &listed, kept)).map_err(|failure| match failure {
        Failure::Disk(error) if is_full(&error) => no_room(&path, &error, kept, again),
        Failure::Disk(error) => disk::cannot_write(&path, &error),
        Failure::Damaged(part, why) => {
            let shown = part.path().display();
            Refused::CouldNot(
                Problem::error(text!("`{shown}` has been damaged: {}", why.en; "`{shown}`已损坏：{}", why.zh))
                    .hint(text!("`--resume` makes again what is damaged"; "`--resume`会重做损坏的部分"))
                    .into(),
            )
        }
    })
}

/// Why parts were not put together.
#[derive(Debug)]
enum Failure {
    Disk(io::Error),
    Damaged(Box<Kept>, Text),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

/// Writes the file of all parts, one part in memory at a time.
fn join(out: impl Write + Send, study: &Study, listed: &[(u64, String)], kept: &[Kept]) -> Result<(), Failure> {
    let disk = |error| Failure::Disk(disk::cause(error));
    let columns = message(&study.schema).map_err(disk)?;
    let properties = properties(&study.schema, &study.identity.program, reader::notes(study, listed));
    let mut writer = SerializedFileWriter::new(out, columns, properties).map_err(disk)?;
    for part in kept {
        let bytes = part.bytes().map_err(|why| Failure::Damaged(Box::new(part.clone()), why))?;
        part::append(&mut writer, &bytes).map_err(disk)?;
    }
    writer.finish().map_err(disk)?;
    Ok(())
}

/// The disk is full.
fn no_room(path: &Path, error: &io::Error, kept: &[Kept], again: &Text) -> Refused {
    let mut files: Vec<PathBuf> = kept.iter().map(|part| part.path().to_path_buf()).collect();
    files.sort_unstable();
    files.dedup(); // many parts may be in one file
    let needed = disk::megabytes(&files);
    let hint = text!(
        "all runs are made and kept; free {needed} MB, then {}", again.en;
        "所有运行均已完成并保存；请腾出{needed} MB，再{}", again.zh
    );
    disk::refused(path, error, hint)
}

#[cfg(test)]
mod tests {
    use super::super::{Column, Identity, Kind, Reader, Rows, Schema, Values};
    use super::*;
    use crate::folder::{self, Mode};
    use crate::text::Language;
    use std::fs;

    /// A disk with so many bytes left.
    struct Small(usize);

    impl Write for Small {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let written = bytes.len().min(self.0);
            self.0 -= written;
            Ok(written)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn study() -> Study {
        let column =
            |name: &str, kind| Column { name: name.into(), kind, unit: String::new(), description: String::new() };
        let identity = Identity {
            format: crate::store::FORMAT,
            fingerprint: "f".into(),
            title: "t".into(),
            runs: 4,
            mixes: 1,
            runs_per_part: 2,
            seed: 0,
            program: "coke-sim 0.1.0".into(),
            prints: std::collections::BTreeMap::new(),
            equations: std::collections::BTreeMap::new(),
        };
        let columns = vec![column("run", Kind::Run), column("profit", Kind::Number)];
        Study { identity, schema: Schema { columns, metadata: Vec::new() }, shard: Shard::WHOLE }
    }

    fn kept(study: &Study, folder: &Path) -> Vec<Kept> {
        let part = |number: u64| {
            let rows = Rows {
                columns: vec![Values::Run(vec![2 * number, 2 * number + 1]), Values::Number(vec![f64::NAN, 0.1])],
            };
            let bytes = part::encode(&study.identity, &study.schema, number, &rows).unwrap();
            let kept = Kept::file(folder, number, part::checksum(&bytes));
            fs::write(kept.path(), &bytes).unwrap();
            kept
        };
        (0..2).map(part).collect()
    }

    /// A folder with all rows in it.
    fn assembled(within: &Path, study: &Study, kept: &[Kept]) -> PathBuf {
        let out = within.join("out");
        let mut folder = ResultFolder::claim(&out, folder::Kind::Sweep, Mode::New).unwrap();
        assemble(&mut folder, study, kept, &Text::default()).unwrap();
        folder.finish(&()).unwrap();
        out.join(RUNS)
    }

    #[test]
    fn wherever_the_disk_is_full_that_is_what_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let study = study();
        let kept = kept(&study, folder.path());
        let listed: Vec<(u64, String)> = kept.iter().map(|part| (part.number, part.checksum.clone())).collect();
        let mut needed = 0;
        while let Err(failure) = join(Small(needed), &study, &listed, &kept) {
            match failure {
                Failure::Disk(error) => assert!(is_full(&error), "after {needed} bytes: {error:?}"),
                Failure::Damaged(..) => panic!("the parts are whole"),
            }
            needed += 1;
        }
        let path = assembled(folder.path(), &study, &kept);
        assert_eq!(fs::metadata(&path).unwrap().len(), needed as u64);
        let full = no_room(&path, &io::ErrorKind::StorageFull.into(), &kept, &text!("come back"; "再来"));
        let full = full.problems().render(Language::En, false);
        assert!(full.contains("the disk is full") && full.contains("free 1 MB, then come back"), "{full}");
    }

    #[test]
    fn a_row_group_taken_out_is_the_file_of_its_part() {
        let folder = tempfile::tempdir().unwrap();
        let study = study();
        let kept = kept(&study, folder.path());
        let path = assembled(folder.path(), &study, &kept);
        let reader = Reader::open(&path).unwrap();
        for (group, part) in kept.iter().enumerate() {
            assert!(reader.take_out(group).unwrap() == fs::read(part.path()).unwrap());
        }
    }
}

//! What people read when a folder cannot be used.

use super::contents::Contents;
use super::kind::Kind;
use super::place::{Place, reason_of};
use super::{Mode, disk};
use crate::problem::{Failure, Problem};
use crate::text;
use crate::text::Text;
use std::io;
use std::path::{Path, PathBuf};

/// More names would hide the rest of the message.
const MOST_NAMES: usize = 5;

fn another_folder() -> Text {
    text!("name another folder with `--out`"; "请用`--out`另选文件夹")
}

/// A path that is taken by a file.
pub(super) fn is_a_file(path: &Path) -> Problem {
    let shown = path.display();
    Problem::error(text!("`{shown}` is a file, not a folder"; "`{shown}`是文件，不是文件夹")).hint(another_folder())
}

/// A path that the system does not let us use.
pub(super) fn unusable(path: &Path, error: &io::Error) -> Failure {
    let (shown, why) = (path.display(), reason_of(error));
    Failure::CouldNot(
        Problem::error(text!("cannot use the folder `{shown}`: {}", why.en; "无法使用文件夹`{shown}`：{}", why.zh))
            .hint(another_folder())
            .into(),
    )
}

/// A folder that cannot be written.
pub(super) fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let (shown, why) = (path.display(), reason_of(error));
    let hint = if disk::is_full(error) {
        text!("free some space, or name a folder on another disk with `--out`"; "请腾出空间，或用`--out`指定另一磁盘上的文件夹")
    } else if matches!(error.kind(), io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices) {
        text!("name a folder within it: `--out {shown}/results`"; "请指定其中的一个文件夹：`--out {shown}/results`")
    } else {
        text!("name a folder that you may write to with `--out`"; "请用`--out`指定一个可写的文件夹")
    };
    Failure::CouldNot(
        Problem::error(text!("cannot write the folder `{shown}`: {}", why.en; "无法写入文件夹`{shown}`：{}", why.zh))
            .hint(hint)
            .into(),
    )
}

/// A folder that is there, in one that cannot be written.
pub(super) fn parent_unwritable(place: &Place) -> Failure {
    let (shown, parent) = (place.shown.display(), place.parent.display());
    Failure::CouldNot(
        Problem::error(text!(
            "cannot write the folder `{shown}`: results are made beside it, in `{parent}`, where you may not write";
            "无法写入文件夹`{shown}`：结果在其旁的`{parent}`中生成，而该处没有写入权限"
        ))
        .hint(text!("name a folder within it: `--out {shown}/results`"; "请指定其中的一个文件夹：`--out {shown}/results`"))
        .into(),
    )
}

/// A folder that is not empty.
pub(super) fn occupied(path: &Path) -> Failure {
    let shown = path.display();
    Failure::CouldNot(
        Problem::error(text!("the folder `{shown}` already has files in it"; "文件夹`{shown}`中已有文件"))
            .hint(another_folder())
            .into(),
    )
}

/// A folder in which another program is at work.
pub(super) fn locked(path: &Path) -> Failure {
    let shown = path.display();
    Failure::CouldNot(
        Problem::error(text!("another coke-sim is writing to `{shown}`"; "另一个coke-sim正在写入`{shown}`"))
            .hint(text!(
                "wait until it has finished, or name another folder with `--out`";
                "请等它结束，或用`--out`另选文件夹"
            ))
            .into(),
    )
}

/// Something in the place of the folder in which results are made.
pub(super) fn in_the_way(work: &Path) -> Failure {
    let shown = work.display();
    Failure::CouldNot(
        Problem::error(text!(
            "`{shown}` is where results are made, but something else is there";
            "`{shown}`是生成结果的地方，但已被其他内容占用"
        ))
        .hint(text!("move it elsewhere, or name another folder with `--out`"; "请将其移走，或用`--out`另选文件夹"))
        .into(),
    )
}

/// Files that were kept though they are in the way.
pub(super) fn kept(place: &Path) -> Problem {
    let shown = place.display();
    Problem::warning(text!(
        "files that coke-sim did not write, or that were changed, lay among older results and are now in `{shown}`";
        "旧结果中有并非coke-sim写入或已被修改的文件，现移至`{shown}`"
    ))
    .hint(text!("take from there what you need, and remove the rest"; "请取走所需文件，其余可删除"))
}

/// A result is whole, but the disk refuses to let go of the one before.
pub(super) fn not_cleaned(place: &Path, error: &io::Error) -> Problem {
    let (shown, why) = (place.display(), reason_of(error));
    Problem::warning(text!(
        "older results could not be removed from `{shown}`: {}", why.en;
        "无法从`{shown}`删除旧结果：{}", why.zh
    ))
    .hint(text!("the new results are whole; the next run into the same folder tries again"; "新结果完整无缺；下次写入同一文件夹时会再次清理"))
}

/// Why results may not be written to a folder with these contents, if they may not.
pub(super) fn refused(shown: &Path, contents: &Contents, kind: Kind, mode: Mode) -> Option<Problem> {
    if contents.is_empty() {
        return None;
    }
    let folder = shown.display();
    let found = contents.kind();
    let looked_into = |name: &PathBuf| matches!(mode, Mode::Resume(rows) if name == Path::new(rows));
    let changed: Vec<&PathBuf> = contents.changed.iter().filter(|name| !looked_into(name)).collect();
    let foreign: Vec<&PathBuf> = contents.foreign.iter().collect();
    if let Some(other) = found.filter(|found| *found != kind) {
        let (holds, writer) = (other.results(), kind.writer());
        return Some(
            Problem::error(text!(
                "the folder `{folder}` holds {}, which {} never replaces", holds.en, writer.en;
                "文件夹`{folder}`中是{}，{}不会取代它", holds.zh, writer.zh
            ))
            .hint(text!(
                "name another folder with `--out`; or remove `{folder}` yourself, if it is no longer needed";
                "请用`--out`另选文件夹；若不再需要`{folder}`，请自行删除"
            )),
        );
    }
    if contents.manifest.is_some() && found.is_none() {
        return Some(
            Problem::error(text!(
                "the folder `{folder}` holds results of a later version of coke-sim";
                "文件夹`{folder}`中是更新版本coke-sim的结果"
            ))
            .hint(another_folder()),
        );
    }
    if !foreign.is_empty() || !changed.is_empty() {
        let mut problem =
            Problem::error(text!("the folder `{folder}` already has files in it"; "文件夹`{folder}`中已有文件"));
        if found.is_some() || mode != Mode::New {
            problem = problem.hint(listed(&foreign, &text!("not written by coke-sim"; "并非coke-sim写入")));
            problem =
                problem.hint(listed(&changed, &text!("changed since coke-sim wrote them"; "在coke-sim写入之后被修改")));
            return Some(problem.hint(text!(
                "nothing was touched; move these files elsewhere, or name another folder with `--out`";
                "未改动任何文件；请将这些文件移走，或用`--out`另选文件夹"
            )));
        }
        return Some(problem.hint(another_folder()));
    }
    if mode != Mode::New {
        return None;
    }
    let problem = Problem::error(text!("the folder `{folder}` already has files in it"; "文件夹`{folder}`中已有文件"));
    Some(problem.hint(match kind {
        Kind::Sweep => text!(
            "`sweep --resume` goes on with what is in it, `--force` starts anew; or name another folder";
            "`sweep --resume`继续其中的批量模拟，`--force`重新开始；也可换一个文件夹"
        ),
        _ => text!(
            "name another folder, or add `--force` to replace the results in it";
            "请换一个文件夹，或加`--force`替换其中的结果"
        ),
    }))
}

/// Names with what is said of them; nothing if there are none.
fn listed(names: &[&PathBuf], what: &Text) -> Text {
    if names.is_empty() {
        return Text::default();
    }
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(|name| format!("`{}`", name.display())).collect();
    let more = names.len().saturating_sub(MOST_NAMES);
    let more = if more == 0 { Text::default() } else { text!(" and {more} more"; "等{}个", names.len()) };
    text!("{}: {}{}", what.en, shown.join(", "), more.en; "{}：{}{}", what.zh, shown.join("、"), more.zh)
}

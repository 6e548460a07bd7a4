//! What people read when a folder holds something else than it should.

use super::study::{FORMAT, Shard, Study};
use crate::problem::{Problem, Problems};
use crate::text;
use crate::text::Text;
use std::path::Path;

/// Does a study go on with what is known of the one in a folder?
pub(super) fn continues(out: &Path, known: &Study, study: &Study) -> Result<(), Problems> {
    if let Some(problem) = other_format(out, known.identity.format) {
        return Err(problem.into());
    }
    let shown = out.display();
    let another = known.identity.difference(&study.identity).or_else(|| {
        let columns = text!("its columns are not the same"; "两者的列不同");
        (!known.schema.fits(&study.schema)).then_some(columns)
    });
    if let Some(difference) = another {
        let title = &known.identity.title;
        return Err(Problem::error(text!(
            "the folder `{shown}` holds another study, `{title}`: {}", difference.en;
            "文件夹`{shown}`中是另一项研究`{title}`：{}", difference.zh
        ))
        .hint(text!(
            "name another folder with `--out`, or start anew with `--force`";
            "请用`--out`另选文件夹，或用`--force`重新开始"
        ))
        .into());
    }
    let (had, wanted) = (known.identity.runs, study.identity.runs);
    if had > wanted {
        return Err(Problem::error(text!(
            "the folder `{shown}` holds a sweep of {had} runs, more than {wanted}";
            "文件夹`{shown}`中的批量模拟有{had}次运行，多于{wanted}次"
        ))
        .hint(text!(
            "go on with `--runs {had}`, or name another folder with `--out`";
            "请用`--runs {had}`继续，或用`--out`另选文件夹"
        ))
        .into());
    }
    Ok(())
}

/// Rows that another program has made, and this one cannot add to; none if they are of our format.
pub(super) fn other_format(path: &Path, format: u32) -> Option<Problem> {
    let shown = path.display();
    let said = Problem::error(text!(
        "the sweep in `{shown}` was made in format {format} of rows, but this program writes format {FORMAT}";
        "`{shown}`中的批量模拟采用第{format}版数据格式，而本程序写第{FORMAT}版"
    ));
    (format != FORMAT).then(|| {
        said.hint(if format < FORMAT {
            text!(
                "run it again, or use the program that made it";
                "请重新运行，或使用生成它的程序"
            )
        } else {
            text!(
                "use the program that made it, or a newer one";
                "请使用生成它的程序或更新的版本"
            )
        })
    })
}

/// A folder with all rows of a sweep and its summaries, which those of a shard would replace.
pub(super) fn whole_sweep(out: &Path, runs: u64, shard: Shard) -> Problem {
    let shown = out.display();
    Problem::error(text!(
        "the folder `{shown}` holds a whole sweep of {runs} runs with its summaries, more than shard {shard}";
        "文件夹`{shown}`中是完整的批量模拟（{runs}次运行）及其汇总，多于分片{shard}"
    ))
    .hint(text!(
        "leave out `--shard` to go on with it, or name another folder for the shard";
        "去掉`--shard`可继续该批量模拟，或为分片另选文件夹"
    ))
}

/// A folder in which there is nothing of ours.
pub(super) fn no_sweep(out: &Path) -> Problem {
    let shown = out.display();
    Problem::error(if out.exists() {
        text!("there is no sweep in the folder `{shown}`"; "文件夹`{shown}`中没有批量模拟")
    } else {
        text!("there is no folder `{shown}`"; "没有文件夹`{shown}`")
    })
}

/// A file that counts as not there.
pub(super) fn damaged(path: &Path, why: &Text) -> Problem {
    let shown = path.display();
    Problem::warning(text!("`{shown}` is damaged and not used: {}", why.en; "`{shown}`已损坏，未被使用：{}", why.zh))
}

/// A part that does not belong here.
pub(super) fn foreign(path: &Path) -> Problem {
    let shown = path.display();
    Problem::warning(text!("`{shown}` is a part of another study and not used"; "`{shown}`属于另一项研究，未被使用"))
}

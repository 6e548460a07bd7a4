use coke_sim::record::Record;
use coke_sim::scenario::Scenario;
use coke_sim::simulate::Simulation;
use coke_sim::study;
use std::collections::BTreeMap;

fn scenario(name: &str) -> Scenario {
    coke_sim::scenario::read::embedded(name).unwrap()
}

#[test]
fn trace() {
    let s = scenario("plan");
    let case = study::case(&s);
    let mut sim = Simulation::new(&case);
    let mut want: BTreeMap<usize, Vec<(String, String, String, f64)>> = BTreeMap::new();
    let mut rd = csv::Reader::from_path("tests/reference/plan_trace.csv").unwrap();
    for r in rd.records() {
        let r = r.unwrap();
        want.entry(r[0].parse().unwrap()).or_default().push((
            r[2].into(),
            r[3].into(),
            r[4].into(),
            r[5].parse().unwrap(),
        ));
    }
    let mut bad: BTreeMap<String, (f64, String)> = BTreeMap::new();
    let mut n = 0;
    for step in 0..60 {
        let mut got: BTreeMap<(String, String), (Vec<usize>, Vec<f64>)> = BTreeMap::new();
        let collect =
            |kind: &str, got: &mut BTreeMap<(String, String), (Vec<usize>, Vec<f64>)>, sim: &Simulation<f64>| {
                let sets = &case.sets;
                if kind == "auxiliary" {
                    sim.auxiliaries().visit(&mut |d, v| {
                        got.insert(
                            (kind.into(), d.name.into()),
                            (
                                d.dimensions.iter().map(|x| sets.size(*x)).collect(),
                                v.iter().map(|x| x.into_inner()).collect(),
                            ),
                        );
                    });
                } else {
                    sim.stocks().visit(&mut |d, v| {
                        got.insert(
                            (kind.into(), d.name.into()),
                            (
                                d.dimensions.iter().map(|x| sets.size(*x)).collect(),
                                v.iter().map(|x| x.into_inner()).collect(),
                            ),
                        );
                    });
                }
            };
        collect("stock_start", &mut got, &sim);
        sim.step();
        collect("auxiliary", &mut got, &sim);
        collect("stock_end", &mut got, &sim);
        for (kind, name, index, value) in want.get(&step).into_iter().flatten() {
            let Some((sizes, values)) = got.get(&(kind.clone(), name.clone())) else {
                bad.insert(format!("missing {kind} {name}"), (9e9, String::new()));
                continue;
            };
            let ix: Vec<usize> = index.split('|').filter(|x| !x.is_empty()).map(|x| x.parse().unwrap()).collect();
            let pos = ix.iter().zip(sizes).fold(0, |a, (i, n)| a * n + i);
            assert_eq!(ix.len(), sizes.len(), "{name}");
            let e = (values[pos] - value).abs();
            n += 1;
            if !(e <= 1e-12 + 1e-9 * value.abs()) {
                let x = bad.entry(format!("{step} {kind} {name}")).or_insert((0.0, String::new()));
                if e > x.0 || e.is_nan() {
                    *x = (e, format!("[{index}] {} vs {value}", values[pos]));
                }
            }
        }
    }
    for (k, v) in bad.iter().take(60) {
        println!("{k}: {v:?}");
    }
    println!("{n} values");
    assert!(bad.is_empty());
}

#!/usr/bin/env python3
"""Makes the reference data of this folder again from the reference kernel of the model.

    python3 make.py MODEL [OUT]

MODEL is the folder that holds parameters.csv, levers.csv, drivers.csv and reference/kernel.py (it is only read);
OUT is where the files go (default: the folder of this script). Needs numpy. Nothing is random beyond fixed seeds,
so the files come out byte for byte the same with the same numpy on the same kind of processor (exp, log and power
may differ in the last digit elsewhere).

Files:
  random_cases.json, random_results.csv    random inputs, 2006 and 2010
  random_kinks.csv                         which kinks of the model the random cases reach
  kernel_branches.csv                      every min/max of kernel.py: which side was active in how many cases
  extreme_cases.json, extreme_results.csv  the extreme runs of tests.md section 2 (2010), some also in a second form
  flow_minima.csv                          smallest value of every variable over the 32 extreme runs
  step_size.csv                            tests.md section 3
  loop_behaviour.json                      tests.md section 4
  annual_extra.csv                         annual report of the hindcast

A run is described by the same keys everywhere (all optional but the first four):
  steps_per_year      whole number
  levers              {key: five values, 2006..2010}: what differs from the column default_no_policy of levers.csv
  drivers             {"set": "plan"|"actual", "edited": {series: [[time, value], ...]}}: the edited series, complete
  parameters          {"name" or "name.member.member": value}: what differs from parameter_column
  parameter_column    "low", "central" (default) or "high" of parameters.csv
  drivers_during_run  {series: {"scale": x} or {"constant": x}}: changes the mean of the driver over each step of the
                      run, but not the drivers at 2006.0 that set the reference load of the ambient index
  initial_stocks      {stock: {"scale": x} or {"value": x}}: changes all members of a stock at 2006.0, after the
                      reference load of the ambient index was computed from the unchanged state
"""
import csv
import json
import math
import os
import random
import re
import sys
import warnings

sys.dont_write_bytecode = True
if len(sys.argv) < 2:
    sys.exit(__doc__)
MODEL = sys.argv[1]
OUT = sys.argv[2] if len(sys.argv) > 2 else os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(MODEL, "reference"))
import numpy as np  # noqa: E402
import kernel as K  # noqa: E402

warnings.simplefilter("ignore")

# ---------------------------------------------------------------------------------------------------- inputs
def rows_of(name):
    with open(os.path.join(MODEL, name), newline="") as f:
        return list(csv.DictReader(f))


PARAMETERS = rows_of("parameters.csv")
RAW = {c: {(r["name"], r["index"]): float(r[c]) for r in PARAMETERS} for c in ("low", "central", "high")}
FREE = [(r["name"], r["index"]) for r in PARAMETERS
        if r["distribution"] != "fixed" and float(r["low"]) != float(r["high"])]
LEVER_TYPE = {r["toml_key"]: r["type"] for r in rows_of("levers.csv")}
LEVER_RANGE = {r["toml_key"]: tuple(float(x) for x in re.fullmatch(r"(-?[\d.]+)\.\.(-?[\d.]+)", r["range"]).groups())
               for r in rows_of("levers.csv")}
NO_POLICY = K.load_levers("default_no_policy")
PLAN = K.load_levers("default_plan")
HINDCAST = K.load_levers("default_hindcast")
BASE_LEVERS = {"no_policy": NO_POLICY, "plan": PLAN, "hindcast": HINDCAST}


def key_of(name, index):
    return ".".join([name] + (index.split("|") if index else []))


PARAMETER_OF_KEY = {key_of(n, i): (n, i) for n, i in RAW["central"]}


def five(v):
    v = [float(x) for x in (v if hasattr(v, "__len__") else [v] * 5)]
    return v


def levers_from(base, **changes):
    """The levers of a run: a base column with changes, as what differs from no_policy. `__` stands for `.`."""
    lv = {k: five(v) for k, v in BASE_LEVERS[base].items()}
    for k, v in changes.items():
        lv[k.replace("__", ".")] = five(v)
    return {k: v for k, v in lv.items() if v != five(NO_POLICY[k])}


def definition(base="no_policy", drivers="plan", steps=12, levers=None, **rest):
    d = {"steps_per_year": steps, "levers": levers_from(base, **(levers or {})), "drivers": {"set": drivers},
         "parameters": dict(rest.pop("parameters", {}))}
    if base == "hindcast" and rest.pop("observed_coal_price", True):
        d["parameters"].setdefault("coal_price_elasticity", 0.0)
    for k, v in rest.items():
        if k == "edited":
            d["drivers"]["edited"] = v
        else:
            d[k] = v
    return d


def jump_nodes(set_name, series, change):
    """Nodes of a series that has its own value until 2006.000001 and the changed one from then on. The drivers at
    2006.0 stay as they are, the mean of the first step differs by about 1e-6 of a year."""
    nodes = K.load_drivers(set_name)[series]
    t0, t1 = 2006.0 + 1e-6, 2006.0 + 1.001e-6
    value = lambda t: float(np.interp(t, nodes[:, 0], nodes[:, 1]))
    new = (lambda v: v * change["scale"]) if "scale" in change else (lambda v: change["constant"])
    return ([[float(t), float(v)] for t, v in nodes if t < t0] + [[t0, value(t0)], [t1, new(value(t1))]]
            + [[float(t), new(float(v))] for t, v in nodes if t > t1])


def run(d, steps=None):
    """Runs a definition. Returns the annual rows of the kernel and the trace."""
    raw = dict(RAW[d.get("parameter_column", "central")])
    for k, v in d["parameters"].items():
        raw[PARAMETER_OF_KEY[k]] = v
    by_name = {}
    for (n, i), v in raw.items():
        by_name.setdefault(n, {})[i] = v
    P = {n: K.pack(v) for n, v in by_name.items()}
    lv = dict(NO_POLICY)
    lv.update({k: np.array(v, float) for k, v in d["levers"].items()})
    dr = K.load_drivers(d["drivers"]["set"])
    for s, nodes in d["drivers"].get("edited", {}).items():
        dr[s] = np.array(nodes, float)
    during, stocks = d.get("drivers_during_run"), d.get("initial_stocks")

    def edit(D, t):
        D = dict(D)
        for s, c in during.items():
            D[s] = D[s] * c["scale"] if "scale" in c else c["constant"]
        return D

    def start(S):
        return {s: S[s] * c["scale"] if "scale" in c else S[s] * 0 + c["value"] for s, c in stocks.items()}

    trace = []
    rows = K.run(lv, dr, P, n=steps or d["steps_per_year"], S0=start if stocks else None,
                 driver_edit=edit if during else None, trace=trace)
    return rows, trace, P, lv


# ---------------------------------------------------------------------------------------------------- output
def fingerprint(v):
    """sum, sum of (i+1)*value, sum of (i+1)*|value| over the members in C order, each rounded once (fsum)."""
    v = [float(x) for x in np.ravel(v)]
    return (math.fsum(v), math.fsum((i + 1) * x for i, x in enumerate(v)),
            math.fsum((i + 1) * abs(x) for i, x in enumerate(v)))


def variables(row):
    """All stocks, then all auxiliaries of an annual row, in the order of the kernel."""
    for k, v in row["S"].items():
        yield k, "stock", v
    for k, v in row.items():
        if k not in ("S", "year"):
            yield k, "auxiliary", v


def write(name, text):
    with open(os.path.join(OUT, name), "w", newline="") as f:
        f.write(text)


def table(name, head, rows):
    write(name, "".join(",".join(str(x) for x in r) + "\n" for r in [head] + rows))


def pretty(x, pad=""):
    """JSON with one entry a line; lists of numbers stay on one line."""
    if isinstance(x, dict) and x:
        return "{\n" + ",\n".join(f"{pad} {json.dumps(k)}: {pretty(v, pad + ' ')}" for k, v in x.items()) + f"\n{pad}}}"
    if isinstance(x, list) and x and isinstance(x[0], dict):
        return "[\n" + ",\n".join(f"{pad} {pretty(v, pad + ' ')}" for v in x) + f"\n{pad}]"
    return json.dumps(x)


def finite(rows, trace):
    return all(np.isfinite(v).all() for r in rows for _, _, v in variables(r)) and \
        all(np.isfinite(v).all() for _, _, a, S in trace for v in list(a.values()) + list(S.values()))


# ---------------------------------------------------------------------------------------------------- kinks
# Which side of every min and max of the kernel was strictly smaller or larger, found by wrapping numpy in the kernel.
class Watch:
    def __init__(self):
        self.sites, self.case = {}, None

    def __getattr__(self, name):
        return getattr(np, name)

    def note(self, what, x, y, first):
        f = sys._getframe(2)
        via = ""
        if f.f_code.co_name in ("clamp", "ratio", "logistic"):
            via = f"{f.f_code.co_name}@{f.f_lasti}"
            f = f.f_back
            if f.f_code.co_name == "logistic":
                via, f = "logistic " + via, f.f_back
        if f.f_code.co_name not in ("auxiliaries", "integrate", "export_wish"):
            return
        site = self.sites.setdefault((f.f_lineno, f.f_lasti, via, what), [set(), set(), set()])
        for hit, side in zip((first, np.not_equal(x, y) & ~first, np.equal(x, y)), site):
            if np.any(hit):
                side.add(self.case)

    def minimum(self, x, y):
        self.note("min", x, y, np.less(x, y))
        return np.minimum(x, y)

    def maximum(self, x, y):
        self.note("max", x, y, np.greater(x, y))
        return np.maximum(x, y)


KINKS = {"export quota binds", "export at full world demand", "no world demand left", "export below parity"}


def kinks_of(trace, P, lv, dt):
    """Names of the kinks that a run reaches (at any step, in any member)."""
    hit = set()
    for t, S, a, S1 in trace:
        L = K.levers_at(lv, t, dt)
        x = lambda name, cond: (KINKS.add(name), hit.add(name) if np.any(cond) else None)
        x("coal_cap < 1", a["coal_cap"] < 1)
        x("coal_ratio < 1", a["coal_ratio"] < 1)
        x("coal_price at ratio limit", (a["coal_use_ratio"] <= P["coal_ratio_lo"]) | (a["coal_use_ratio"] >= P["coal_ratio_hi"]))
        x("alliance floor lifts price", a["price_target"] > a["market_price"])
        x("alliance_cut at its full size", (a["alliance_cut"] > 0) & np.isclose(a["alliance_cut"], P["alliance_cut_max"] * a["alliance_strength"]))
        for i, n in enumerate(("equipment", "chemistry", "ovens")):
            x(f"finance_ratio {n} < 1", a["finance_ratio"][i] < 1)
        x("limit gate between 0 and 1", (a["limit_gate"] < 1) & (a["limit_room"] > 0))
        x("limit gate shut, ceiling gap order", (a["limit_room"] < 0) & (L["cap.limit_strength"] > 0))
        room = L["region_limit"] - (S["capacity"] + S["wip_early"] + S["wip_late"] - S["closure_backlog"]).sum(1)
        x("regional gate partly open", (room > 0) & (room < P["region_gate_band"]))
        x("regional gap order", room < 0)
        x("export_eligible binds", np.isclose(a["export_desired"], a["export_eligible"] * P["export_eligible_max_share"], rtol=1e-12))
        x("hot_idle_factor between 0 and 1", (a["hot_idle_factor"] < 1) & (a["hot_idle_factor"] > 0))
        x("hot_idle_factor = 0", a["hot_idle_factor"] == 0)
        x("bailout_loans > 0", a["bailout_loans"] > 1e-9)
        x("cash empty", S1["cash"] < 1e-9)
        x("repayment below schedule", a["repayment"] < S["debt"] * K.frac(dt, P["debt_repay_time"]) / dt * (1 - 1e-12))
        x("closure backlog lapses", a["backlog_lapse"] > 1e-9)
        x("equipment lapses", a["equip_lapse"] > 1e-9)
        x("closure_order cut to what is left", (a["closure_order"] > 0) & np.isclose(a["closure_order"], np.maximum(0, S["capacity"] - S["closure_backlog"]) / dt, rtol=1e-12))
        x("transport_room binds", a["out_of_province_demand"] < (a["merchant_demand"] - a["other_merchant_supply"]) * (1 - 1e-12))
        x("other merchants at capacity", a["other_merchant_supply"] < (1 - S["market_share_out"]) * a["merchant_demand"] * (1 - 1e-12))
        x("captive supply at its share", np.isclose(a["captive_supply"], P["captive_max_share"] * a["demand_other_total"], rtol=1e-12))
        x("export_pull at maximum", a["export_pull"] == P["export_pull_max"])
        x("export_netback above the cap", a["export_netback"] > P["netback_cap_ratio"] * np.maximum(a["cost_plus"], P["price_floor_absolute"]))
        x("market_price at absolute floor", a["market_price"] == P["price_floor_absolute"])
        x("idle_cost_factor at maximum", a["idle_cost_factor"] == P["idle_cost_max"])
        x("coal_charge at floor", a["coal_charge_eff"] == P["coal_charge_floor"])
        x("tightness above clip", (a["tightness"] - P["tight_lo"]) / (P["tight_hi"] - P["tight_lo"]) > 1 - P["tight_clip"])
        x("tightness below clip", (a["tightness"] - P["tight_lo"]) / (P["tight_hi"] - P["tight_lo"]) < P["tight_clip"])
        x("stock cover above or below clip", (a["cover_days"] / P["cover_target"] > P["cover_clip"]) | (a["cover_days"] / P["cover_target"] < 1 / P["cover_clip"]))
        x("rent_leak > 0", a["rent_leak"] > 0)
        x("shipments below orders", a["fill"] < 1)
        offered = S["capacity"] * a["willing_utilisation"] * (1 - a["sanction_cut"]) * (1 - a["alliance_cut"])
        x("desired_output at supply_stretch", np.isclose(a["desired_output"], P["supply_stretch"] * offered.sum(), rtol=1e-12))
        x("tar limited by plants", a["tar_processed"] < a["tar_recovered"] * (1 - 1e-12))
        x("tar limited by recovery", a["tar_processed"] == a["tar_recovered"])
        x("benzene limited by plants", a["benzene_processed"] < a["benzene_recovered"] * (1 - 1e-12))
        x("benzene limited by recovery", a["benzene_processed"] == a["benzene_recovered"])
        x("gas flared", a["gas_flared"] > 0)
        x("no gas flared", (a["gas_flared"] < 1e-9) & (a["gas_surplus"] > 0))
        x("chem_margin_share at a limit", (a["chem_margin_share"] == P["chem_margin_lo"]) | (a["chem_margin_share"] == P["chem_margin_hi"]))
        x("programme_started below start", a["programme_started"] < a["chem_start_desired"] * a["finance_ratio"][1] * (1 - 1e-12))
        x("fund_grants below what the fund offers", a["fund_grants"] < S["coke_fund"] * K.frac(dt, P["fund_disburse_time"]) / dt * (1 - 1e-12))
        x("tax_income > 0", a["tax_income"] > 0)
        x("tax_income = 0", a["tax_income"] == 0)
        x("chem_cost = 0", a["chem_cost"] == 0)
        x("firm_exit at 0", a["firm_exit"] == 0)
        x("firm_exit at all firms", (S["firms"] > 0) & np.isclose(a["firm_exit"], S["firms"] / dt, rtol=1e-12))
        x("other_growth at a limit", (a["other_growth"] == P["growth_clip_lo"]) | (a["other_growth"] == P["growth_clip_hi"]))
        x("captive_share_target at maximum", S1["captive_share_target"] == P["captive_share_max"])
        x("enforcement_target = 1", a["enforcement_target"] == 1)
        x("local_protection = 0", a["local_protection"] == 0)
        x("local_interest = 1", a["local_interest"] == 1)
        x("in_province_demand = 0", a["in_province_demand"] == 0)
        x("demand_other_total = 0", a["demand_other_total"] == 0)
        x("coal reserve exhausted", a["reserve_drawdown"] < a["raw_coal_mined"] / a["mine_recovery_eff"] * (1 - 1e-12))
        x("transport_room = 0", a["transport_room"] == 0)
        x("chem_phaseout takes all", (a["chem_phaseout"] > 0) & np.isclose(a["chem_phaseout"], S["chem_capacity"] / dt - a["chem_retire"], rtol=1e-12))
        x("invest_response at minimum", (S["margin_expected"] - P["invest_margin_ref"]) / P["invest_margin_scale"] + 1 < P["invest_response_min"])
        x("invest_response at maximum", (S["margin_expected"] - P["invest_margin_ref"]) / P["invest_margin_scale"] + 1 > P["invest_response_max"])
        x("glut damps starts", (a["utilisation"] < P["utilisation_planning"]) & (S["information"] > 0))
        x("coal_available = quota", a["coal_available"] == L["coal.quota_mt"])
        x("fee rate for compliant ovens above the other", L["fee.rate_compliant"] > L["fee.rate_noncompliant"])
        x("quota rent to producers", (a["export_netback"] > a["coke_price_mean"]) & (L["export.quota_matching"] > 0))
        x("closed ovens restart", a["revival"] > 0)
    return hit


def quota_kinks(rows_trace, d):
    """Export quota or world demand binding: needs the drivers of the step."""
    _, trace, P, lv = rows_trace
    n, hit = d["steps_per_year"], set()
    dr = K.load_drivers(d["drivers"]["set"])
    for s, nodes in d["drivers"].get("edited", {}).items():
        dr[s] = np.array(nodes, float)
    for t, S, a, S1 in trace:
        D = {k: K.driver_mean(v, t, 1 / n) for k, v in dr.items() if k in ("quota", "world_price")}
        L = K.levers_at(lv, t, 1 / n)
        room = max(0, P["export_world_demand"] - P["world_capacity_displacement"] * L["world.new_capacity_mt"])
        q = D["quota"] * P["export_quota_overshoot"]
        if a["export_national_desired"] == q and q < room:
            hit.add("export quota binds")
        elif a["export_national_desired"] == room:
            hit.add("export at full world demand" if room > 0 else "no world demand left")
        else:
            hit.add("export below parity")
    return hit


# ---------------------------------------------------------------------------------------------------- random cases
STEPS = [1, 2, 3, 4, 5, 7, 12, 24, 48, 6, 8, 9, 10, 11, 12, 13, 15, 17, 19, 21, 24, 27, 31, 36, 37, 41, 48, 1, 4, 12]
YEARS = (2006, 2010)
# Narrower ranges in which a lever is near a kink; half of the draws of these levers come from here.
NEAR = {"cap.limit_mt": (60, 180), "coal.quota_mt": (60, 180), "alliance.min_price": (700, 2200),
        "fee.rate_noncompliant": (0, 60), "fee.rate_compliant": (0, 15), "audit.publications_per_year": (0, 3),
        "coal.levy_cny_per_t": (0, 60), "fund.retrofit_annual": (0, 8), "env.state_fund": (0, 4),
        "sanction.fee_multiplier": (1, 2), "steel.coke_saving_mt": (0, 2), "province.coke_user_curb": (0, 0.05),
        "national.macro_control": (0, 0.05), "world.new_capacity_mt": (0, 6), "gas.pipeline_1e8m3": (0, 4)}
NEAR.update({k: (1, 45) for k in LEVER_RANGE if k.startswith("entry.regional_limit_mt.")})
NEAR.update({k: (0, 0.3) for k in LEVER_RANGE if k.startswith("close.")})
NEAR.update({k: (0, 600) for k in LEVER_RANGE if k.startswith("chem.programme.")})


def short(x, lo, hi):
    """Six significant digits, inside the range."""
    return min(max(float(f"{x:.6g}"), lo), hi)


def random_case(name, rng, steps, base, drivers, lever_share=1 / 3, parameter_share=0.4):
    lv = {k: five(v) for k, v in BASE_LEVERS[base].items()}
    for k in lv:
        if rng.random() >= lever_share:
            continue
        lo, hi = NEAR[k] if k in NEAR and rng.random() < 0.6 else LEVER_RANGE[k]
        draw = [short(rng.uniform(lo, hi), lo, hi) for _ in range(1 if LEVER_TYPE[k] == "scalar" else 5)]
        lv[k] = draw * 5 if len(draw) == 1 else draw
    par = {}
    for n, i in FREE:
        if rng.random() < parameter_share:
            lo, hi = sorted((RAW["low"][n, i], RAW["high"][n, i]))
            par[key_of(n, i)] = short(rng.uniform(lo, hi), lo, hi)
    edited = {}
    nodes = {s: [[float(t), float(v)] for t, v in x] for s, x in K.load_drivers(drivers).items()}
    for s in sorted(rng.sample(sorted(nodes), rng.randint(1, 4))):
        for node in nodes[s]:
            if s == "duty":
                node[1] = short(rng.uniform(0, 0.45), 0, 1)
            elif s == "coal_shock":
                node[1] = short(rng.uniform(0, 0.3), 0, 1)
            elif rng.random() < 0.6:
                node[1] = short(node[1] * rng.uniform(*((0.2, 1.3) if s == "quota" else (0.75, 1.3))), 0, 1e9)
        edited[s] = nodes[s]
    return {"name": name, "base": base, "steps_per_year": steps,
            "levers": {k: v for k, v in lv.items() if v != five(NO_POLICY[k])},
            "drivers": {"set": drivers, "edited": edited}, "parameters": par}


def random_cases():
    rng = random.Random(20060101)
    order = list(STEPS)
    rng.shuffle(order)
    cases = []
    for i, steps in enumerate(order):
        base = ("no_policy", "plan", "hindcast")[i % 3]
        cases.append(random_case(f"r{i + 1:02}", rng, steps, base, rng.choice(("plan", "actual"))))
    # Few, strong changes: every member of a few arrays far from its neighbours, beyond the range of parameters.csv.
    arrays = ["capacity_init", "non_coal_cost", "region_cost", "coal_charge", "gas_surplus_yield", "tar_yield", "start_potential",
              "wip_init_total", "fuel_gas_init", "chem_region_weight", "fiscal_dependence", "air_ef", "water_pollutant_yield",
              "capex_equip", "capex_oven", "chem_price", "construction_time", "lifetime", "chem_build_time", "enforcement_weight",
              "chem_capacity_init", "chem_wip_init", "water_use", "wastewater_yield", "util_margin_scale", "chem_gas_per_unit"]
    for i, (steps, base, drivers) in enumerate(((12, "plan", "plan"), (5, "no_policy", "actual"), (24, "hindcast", "actual"))):
        c = random_case(f"s{i + 1:02}", rng, steps, base, drivers, 0.0, 0.0)
        c["outside_range"] = True
        c["drivers"].pop("edited")
        for n in rng.sample(arrays, 13):
            for (m, j), v in RAW["central"].items():
                if m == n and v != 0:
                    c["parameters"][key_of(m, j)] = short(v * rng.choice((0.5, 0.7, 1.4, 1.8)), -1e9, 1e9)
        cases.append(c)
    # Aimed at kinks that the draws above hardly reach.
    aimed = definition("plan", "plan", 7, {"coal__quota_mt": [200, 70, 60, 70, 200], "structure__firms_target": 50, "structure__merge_strength": 1,
                                           "fee__rate_noncompliant": 0, "alliance__min_price": [0, 1800, 1800, 1800, 0], "alliance__volume_mt": 100})
    aimed["parameters"] = {"captive_share_init": 0.72, "captive_capacity_init": 150.0, "transport_capacity_init": 8.0, "cash_init": 0.0,
                           "export_eligible_max_share": 0.05, "exceedance_pressure": -6.0, "small_unit_tar_init": 200000.0}
    aimed["drivers"]["edited"] = {"pig_iron": [[2006.0, 340.0], [2007.0, 480.0], [2007.5, 60.0], [2008.5, 60.0], [2009.0, 700.0], [2011.0, 460.0]],
                                  "quota": [[2006.0, 14.0], [2008.0, 2.0], [2011.0, 3.0]]}
    slump = definition("no_policy", "plan", 24, {"steel__captive_share_drift": 0.05, "chem__programme__tar_processing": 2000, "close__order_share__small": [1, 1, 0, 0, 0],
                                                 "export__designated_only": 1, "export__shanxi_share": 1, "close__sensitive_zone_share": 0.4, "tar__phaseout_rate": 1})
    slump["parameters"] = {"captive_share_init": 0.7, "captive_capacity_init": 180.0, "inventory_init": 20.0, "transport_capacity_init": 5.0,
                           "export_eligible_max_share": 0.05, "exceedance_pressure": -6.0, "small_unit_tar_init": 200000.0,
                           "chem_capacity_init.benzene_refining": 900.0, "growth_clip_lo": -0.05, "growth_clip_hi": 0.05, "export_grade.large_approved": 0.2}
    slump["drivers"]["edited"] = {"pig_iron": [[2006.0, 340.0], [2006.5, 100.0], [2008.0, 100.0], [2009.0, 420.0], [2011.0, 460.0]],
                                  "world_price": [[2006.0, 122.0], [2007.0, 600.0], [2011.0, 700.0]],
                                  "chem_price_index": [[2006.0, 1.0], [2007.0, 0.3], [2008.0, 0.3], [2009.0, 3.0], [2011.0, 3.0]]}
    dying = {"drivers": {"set": "plan", "edited": {"pig_iron": [[2006.0, 343.8], [2006.5, 20.0], [2008.0, 0.5], [2009.0, 0.5], [2009.5, 500.0], [2011.0, 600.0]],
                                                   "world_price": [[2006.0, 122.0], [2006.5, 20.0], [2011.0, 20.0]],
                                                   "chem_price_index": [[2006.0, 1.0], [2006.5, 0.2], [2008.5, 0.2], [2009.0, 5.0], [2011.0, 5.0]]}},
             "parameters": {"exceedance_pressure": 6.0, "coal_reserve_init": 700.0, "coal_ratio_lo": 0.6, "coal_ratio_hi": 0.75, "coal_price_elasticity": 0.4,
                            "local_protection_max": 0.9, "local_interest_base": 0.1, "firm_exit_factor": 40.0, "idle_cost_max": 1.3, "firms_backward_init": 30.0,
                            "sanction_weight.market_access": 0.9, "sanction_weight.utilities_licence": 0.9, "chem_tax_response": 4.0}}
    boom = {"drivers": {"set": "plan", "edited": {"pig_iron": [[2006.0, 343.8], [2007.0, 380.0], [2008.0, 900.0], [2011.0, 1000.0]],
                                                  "coal_shock": [[2006.0, 0.0], [2008.5, 0.0], [2009.0, 0.9], [2010.0, 0.9], [2010.3, 0.0]]}},
            "parameters": {"closure_fake_share": 1.0, "revival_rate": 8.0, "retirement_factor": 0.01, "exit_rate_max": 0.01, "enforcement_base": 0.05, "enforcement_init": 0.1,
                           "enforcement_gain": 0.05, "mothball_decay_time": 20.0, "coal_reserve_init": 1100.0, "local_interest_margin": 1.5, "clustered_gas_share_base": 1.2,
                           "world_capacity_displacement": 0.9, "coal_pull_ref": 0.3, "coal_supply_response": 2.0, "growth_clip_hi": 0.1, "chem_uses_tar.tar_processing": 1.0}}
    dying_levers = {"steel__coke_saving_mt": [15, 15, 0, 0, 0], "province__coke_user_curb": 0.3, "sanction__market_access": 1, "sanction__utilities_licence": 1, "trade__order": 1,
                    "env__official_responsibility": 1, "tax__resource_use": 1, "power__offgrid_policy": 1}
    boom_levers = {"close__order_share__large_approved": [1, 0, 0, 0, 0], "close__order_share__large_unapproved": [1, 0, 0, 0, 0], "close__order_share__small": [0.8, 0.5, 0, 0, 0],
                   "entry__replacement_ratio": 0, "world__new_capacity_mt": [0, 10, 18, 20, 20], "zone__central_services": 1}
    extra = [("t03", "no_policy", {**definition("no_policy", "plan", 12, dying_levers), **dying}), ("t04", "plan", {**definition("plan", "plan", 3, dying_levers), **dying}),
             ("t05", "no_policy", {**definition("no_policy", "plan", 4, boom_levers), **boom}), ("t06", "plan", {**definition("plan", "plan", 24, boom_levers), **boom})]
    for name, base, d in [("t01", "plan", aimed), ("t02", "no_policy", slump)] + extra:
        cases.append({"name": name, "base": base, "outside_range": True, **d})
    return cases


def make_random():
    cases, out, seen, kinks = random_cases(), [], {}, {}
    watch = Watch()
    K.np = watch
    for c in cases:
        watch.case = c["name"]
        r = run(c)
        rows, trace, P, lv = r
        assert finite(rows, trace), c["name"]
        for k in kinks_of(trace, P, lv, 1 / c["steps_per_year"]) | quota_kinks(r, c):
            kinks.setdefault(k, set()).add(c["name"])
        for row in rows:
            if row["year"] in YEARS:
                for k, kind, v in variables(row):
                    f = fingerprint(v)
                    seen.setdefault((k, row["year"]), []).append(f[1])
                    out.append([c["name"], k, kind, row["year"]] + [repr(x) for x in f])
    K.np = np
    write("random_cases.json", pretty(cases) + "\n")
    table("random_results.csv", ["case", "variable", "kind", "year", "sum", "weighted", "scale"], out)
    table("random_kinks.csv", ["kink", "cases", "names"], [[k.replace(",", " and"), len(v), " ".join(sorted(v))] for k, v in sorted({**{k: () for k in KINKS}, **kinks}.items())])
    with open(os.path.join(MODEL, "reference", "kernel.py")) as f:
        source = f.read().split("\n")
    rows = []
    lines = {}
    for (line, at, via, what), sides in sorted(watch.sites.items()):
        nth = lines[line] = lines.get(line, 0) + 1
        rows.append([line, nth, what, via.split("@")[0], *[len(s) for s in sides], json.dumps(source[line - 1].strip()[:60].replace('"', "'"))])
    table("kernel_branches.csv", ["line", "nth_in_line", "function", "inside", "cases_first_side", "cases_second_side", "cases_equal", "source"], rows)
    constant = [k for k, v in seen.items() if len(set(v)) == 1]
    report(f"random: {len(cases)} cases, {len(out)} rows; same in all cases: {constant}")
    few = [k for k in sorted(KINKS) if len(kinks.get(k, ())) < 2]
    report(f"random: {len(KINKS)} kinks, reached in fewer than two cases: {few}")


# ---------------------------------------------------------------------------------------------------- extremes
CLASSES = ["large_approved", "large_unapproved", "small", "improved", "heat_recovery", "semicoke"]
CLOSE_ALL = {f"close__order_share__{c}": 1 for c in CLASSES} | {"close__sensitive_zone_share": 1}
NO_START = {s: {"value": 0.0} for s in ("capacity", "wip_early", "wip_late", "equipped", "capacity_base")}
LOWER = {k.replace(".", "__"): v[0] for k, v in LEVER_RANGE.items()}
UPPER = {k.replace(".", "__"): v[1] for k, v in LEVER_RANGE.items()}
# name in tests.md: (definition, second form that needs nothing but ordinary inputs, or None)
NOTHING = {"capacity_init_scale": 0.0, **{f"wip_init_total.{c}": 0.0 for c in CLASSES}}


def during(**changes):
    return definition("plan", drivers_during_run=changes), definition("plan", edited={s: jump_nodes("plan", s, c) for s, c in changes.items()})


def column(c, base="plan", drivers="plan"):
    return definition(base, drivers, parameter_column=c, observed_coal_price=False), None


def stocks(parameters, changes, **rest):
    return definition("plan", initial_stocks=changes, **rest), definition("plan", parameters=parameters, **rest)


EXTREMES = {
    "zero demand (pig iron, world price)": during(pig_iron={"constant": 1e-9}, world_price={"constant": 1e-9}),
    "zero capacity and wip": stocks(NOTHING, NO_START),
    "all classes ordered closed, y1": (definition("plan", levers=CLOSE_ALL), None),
    "same, enforcement 1 at start": stocks({"enforcement_init": 1.0}, {"enforcement": {"value": 1.0}}, levers=CLOSE_ALL),
    "coke price x10 at start": stocks({"price_init": 9300.0}, {"coke_price": {"scale": 10.0}}),
    "world price x10": during(world_price={"scale": 10.0}),
    "coal price x10": during(coal_base_price={"constant": 6200.0}),
    "no coal": (definition("plan", levers={"coal__quota_mt": 0}), None),
    "demand x10": during(pig_iron={"constant": 3500.0}),
    "all levers at lower bound": (definition("plan", levers=LOWER), None),
    "all levers at upper bound": (definition("plan", levers=UPPER), None),
    "inventory 0 / cash 0": stocks({"inventory_init": 0.0, "cash_init": 0.0}, {"coke_inventory": {"value": 0.0}, "cash": {"value": 0.0}}),
    "all parameters low": column("low"),
    "all parameters low, hindcast": column("low", "hindcast", "actual"),
    "all parameters high": column("high"),
    "all parameters high, hindcast": column("high", "hindcast", "actual"),
}
PRINTED_EXTREMES = """
3.74 316 101 4.35e-12 -1.25e+03 2.61 0 637
13.9 1.15e+03 19.5 1.66 67.3 9.85 0 430
8.9 1.14e+03 8.87 1.08 36.8 5.53 0 412
7.17 1.14e+03 7.41 0.887 -0.374 3.79 0 416
84.1 878 120 10.9 9.86 52.5 0 356
83.3 905 120 10.9 613 51.5 709 142
101 9.24e+03 111 9.64e-09 361 61.7 160 855
0 2.03e+03 122 8.06e-46 -1.77e+03 0 0 578
113 1.49e+03 123 0.33 169 68.2 267 147
0 2.15e+03 121 7.73e-46 -1.83e+03 0 0 617
0.594 1.93e+03 10.3 0.00957 -5.11e+03 0.29 0 1.83e+03
84.3 905 119 10.9 12.5 52.8 0 458
90 1e+03 114 9.15 81.8 67.7 70.6 99.9
97 1.95e+03 148 1.53 71.6 106 31.1 181
91.4 917 124 11.5 13.7 55.4 29.8 504
96 1.68e+03 158 3.51 -195 209 0 912
0 244 98.8 4.35e-12 -2.55e+03 0 0 830
3.56 1.36e+03 8.01 0.0392 -212 3.38 0 447
12 1.27e+03 13.3 0.383 77 9.85 0 410
8.37 1.27e+03 8.68 0.273 32.9 4.31 0 411
84.9 977 110 10.9 28.1 60.2 23.8 325
82.6 1e+03 110 10.9 636 57.3 759 178
92.1 9.04e+03 102 1.44e-08 344 67.1 0 1.68e+03
0 2.05e+03 109 7.83e-20 -1.63e+03 0 0 561
101 1.5e+03 107 0.275 167 67.3 239 197
0 2.14e+03 96.7 7.82e-20 -1.44e+03 0 0 538
5.2 2.14e+03 16.1 0.00346 -1.21e+03 2.55 0 1.85e+03
83.2 950 110 10.9 19.3 59.4 0 397
81.5 1.04e+03 97.1 6.71 99.1 67.2 97.6 108
92.8 2e+03 121 1.27 95.2 110 71.9 159
95.7 1e+03 114 11.5 10.3 79.4 17.1 556
92.6 1.6e+03 161 5.99 -274 229 0 944
"""


def ident(name):
    return re.sub("[^a-z0-9]+", "_", name.lower()).strip("_")


def table_row(rows):
    r, S = rows[-1], rows[-1]["S"]
    v = (r["output_total"], r["coke_price_mean"], S["capacity"].sum(), r["ship_export"], r["profit_per_t"], r["air_load"][1], S["cash"], S["debt"])
    return [f"{float(x):.3g}" for x in v]


def make_extremes():
    printed = iter(PRINTED_EXTREMES.strip().split("\n"))
    wanted = {(n, name): next(printed).split() for n in (12, 1) for name in EXTREMES}
    cases, out, low, exact, close = [], [], {}, 0, []
    for name, forms in EXTREMES.items():
        for form, d in zip(("", " [ordinary inputs]"), forms):
            if d is None:
                continue
            case = {"id": ident(name + form), "name": name + form, "same_as_tests_md": not form, "prints": {}, **d}
            case["steps_per_year"] = [12, 1]
            if form:
                case["second_form_of"] = ident(name)
            for n in (12, 1):
                rows, trace, P, lv = run(d, n)
                assert finite(rows, trace), (name, n)
                got, want = table_row(rows), wanted[n, name]
                case["prints"][str(n)] = got
                if not form:
                    assert got == want, (name, n, got, want)
                    exact += 1
                else:
                    close.append((name, n, sum(g == w for g, w in zip(got, want))))
                smallest = {}
                for i, (t, S, a, S1) in enumerate(trace):
                    for k, v in [*a.items(), *S1.items(), *(S.items() if i == 0 else ())]:
                        smallest[k] = min(smallest.get(k, math.inf), float(np.min(v)))
                for k, kind, v in variables(rows[-1]):
                    out.append([case["id"], n, k, kind, 2010] + [repr(x) for x in fingerprint(v)] + [repr(smallest[k])])
                    if not form:
                        low.setdefault((k, kind), []).append((smallest[k], (ident(name), n)))
            case["reproduces"] = all(case["prints"][str(n)] == wanted[n, name] for n in (12, 1))
            cases.append(case)
    write("extreme_cases.json", pretty(cases) + "\n")
    table("extreme_results.csv", ["case", "n", "variable", "kind", "year", "sum", "weighted", "scale", "minimum"], out)
    table("flow_minima.csv", ["variable", "kind", "minimum", "case", "n"],
          [[k, kind, repr(min(v)[0]), *min(v)[1]] for (k, kind), v in low.items()])
    report(f"extremes: {exact} of 32 rows reproduced; second forms, printed digits equal of 8: {close}")


# ---------------------------------------------------------------------------------------------------- time step
STEP_OUTPUTS = "output_mt price_cny_t export_mt capacity_mt firms profit_per_t compliance_share gas_use_share water_mt so2_kt pm10_kt bap_t sales invest_chem_cum cash debt".split()
SCENARIOS = {"plan": definition("plan", "plan"), "hindcast": definition("hindcast", "actual")}
PRINTED_STEPS = {"plan": """83.75 84.17 84.33 84.38|978.6 918.9 909.6 906.4|10.86 10.86 10.86 10.86|109.8 117.3 118.6 119|139.7 148.4 150.1 150.7|28.65 19.31 17.91 17.44
0.8786 0.9142 0.9192 0.9209|0.7548 0.8428 0.857 0.862|134.4 133.4 133.3 133.3|48.82 37.96 36.44 35.92|59.86 53.7 52.81 52.5|21.67 17.58 16.97 16.75|856.6 837.1 835.5 834.9
228 229.6 229.7 229.6|0 0.06752 0.08035 0.07254|345.3 355.5 357.8 358.5""",
                 "hindcast": """86.47 86.98 87.56 87.8|1725 1746 1742 1742|2.736 2.217 2.307 2.315|149.1 162.2 163.8 164.2|205.3 217.4 218.8 219.3|-148.3 -135.2 -137 -136.7
0.4586 0.5178 0.5226 0.5265|0.6089 0.6513 0.6555 0.657|154.3 154.2 155.1 155.5|164.1 145.8 145.3 144.6|135.2 125.3 125.3 124.9|69.41 62.99 62.94 62.66|1408 1437 1446 1451
124.5 128.3 128.8 128.9|0 0 0 0|576.3 589.7 602 603.7"""}


def make_steps():
    out, bad = [], []
    for name, d in SCENARIOS.items():
        printed = [row.split() for row in re.split(r"[|\n]", PRINTED_STEPS[name])]
        for j, n in enumerate((1, 4, 12, 48)):
            rep = K.report(run(d, n)[0])[-1]
            out.append([name, n] + [repr(float(rep[k])) for k in STEP_OUTPUTS])
            bad += [(name, n, k, rep[k]) for k, p in zip(STEP_OUTPUTS, printed) if f"{float(rep[k]):.4g}" != p[j]]
    table("step_size.csv", ["scenario", "n"] + STEP_OUTPUTS, out)
    report(f"step size: {len(out) * len(STEP_OUTPUTS)} numbers, not as printed: {bad}")


# ---------------------------------------------------------------------------------------------------- loops
def key(k):
    return k.replace(".", "__")


NO_CLOSURE = {key(k): 0 for k in LEVER_RANGE if k.startswith("close.")} | {"cap__limit_strength": 0}
NOP = definition("no_policy")
P_ = definition("plan")
H_ = definition("hindcast", "actual")


def floor(price, volume):
    return definition("hindcast", "actual", levers={"alliance__min_price": [0, 0, price, price, price], "alliance__volume_mt": volume})


def in_run(base, **changes):
    return definition(base, drivers_during_run=changes)


def loop_tests():
    """id, title, base, changed, year, {output: (printed base, printed changed)}"""
    E8 = {"enforcement_init": 0.8, "enforcement_base": 0.8}
    starts = {f"start_potential.{c}": RAW["central"]["start_potential", c] * 2 for c in CLASSES}
    boom = {"world_price": {"scale": 2.0}, "pig_iron": {"scale": 1.1}}
    kept = definition("plan", levers=NO_CLOSURE)
    fund = {"credit__open_byproduct": 0}
    withdrawn = {key(k): 0 for k in ("admin.regulation", "admin.single_authority", "admin.city_plans", "permit.coverage", "monitor.target_coverage", "env.official_responsibility")}
    p = lambda text: {x.split(":")[0].strip(): tuple(x.split(":")[1].replace("->", " ").split()) for x in text.split(";")}
    return [
        ("1a2", "enforcement 0.8, no closure", NOP, definition("no_policy", parameters=E8), 2010,
         p("closed_cum_mt: 0 -> 0; capacity_mt: 178.3 -> 165.7; price_cny_t: 892.4 -> 901; profit_per_t: -69.37 -> -59.33; output_mt: 94.77 -> 94.08; utilisation: 0.5397 -> 0.5721; pm10_kt: 232.1 -> 222.9")),
        ("1b", "plan with no closure -> plan", kept, P_, 2010,
         p("capacity_mt: 131.5 -> 118.6; price_cny_t: 903.7 -> 909.6; profit_per_t: 10.18 -> 17.91; output_mt: 87.14 -> 84.33; pm10_kt: 57.96 -> 52.81; so2_kt: 38.12 -> 36.44; bap_t: 18.14 -> 16.97")),
        ("2 fee 20", "fee 3 -> 20 CNY/t, nothing else", NOP, definition("no_policy", levers={"fee__rate_noncompliant": 20}), 2010,
         p("operating_share: 0.3483 -> 0.6526; env_built_share: 0.3413 -> 0.5511; compliance_share: 0.122 -> 0.364; pm10_kt: 232.1 -> 183.5; cod_kt: 170.7 -> 129.5; profit_per_t: -69.37 -> -72.42; coke_fund: 1.697 -> 3.89")),
        ("2 fee 60", "fee 3 -> 60 CNY/t, nothing else", NOP, definition("no_policy", levers={"fee__rate_noncompliant": 60}), 2010,
         p("operating_share: 0.3483 -> 0.9733; env_built_share: 0.3413 -> 0.7973; compliance_share: 0.122 -> 0.7766; pm10_kt: 232.1 -> 101.6; cod_kt: 170.7 -> 54.36; profit_per_t: -69.37 -> -73.94; coke_fund: 1.697 -> 4.62")),
        ("3", "earmark 0 -> 1, levers of the plan without opened credit", definition("plan", levers={**fund, "fee__earmark": 0}), definition("plan", levers=fund), 2010,
         p("invest_env_cum: 67.73 -> 68.71; invest_chem_cum: 154.2 -> 213.8; env_built_share: 0.9281 -> 0.934; gas_use_share: 0.6642 -> 0.7732; coke_fund: 13.95 -> 18.44")),
        ("4b", "cost of the floor: 1700 CNY/t from 2008, volume 50", H_, floor(1700, 50), 2010,
         p("price_cny_t: 1742 -> 1738; output_mt: 87.56 -> 86.99; market_share_out: 0.2411 -> 0.239; profit_per_t: -137 -> -142.3")),
        ("5a", "boom: world price x2, iron +10 %", NOP, in_run("no_policy", **boom), 2007,
         p("price_cny_t: 903.2 -> 1085; profit_per_t: -59.42 -> 32.31; starts_mt: 7.891 -> 21.16; capacity_mt: 160.6 -> 167.2; enforcement: 0.3532 -> 0.3344")),
        ("5b", "same, 2010", NOP, in_run("no_policy", **boom), 2010,
         p("price_cny_t: 892.4 -> 905.4; profit_per_t: -69.37 -> -63.62; starts_mt: 7.347 -> 12.5; capacity_mt: 178.3 -> 217.6; enforcement: 0.3655 -> 0.3517")),
        ("6", "glut: start_potential x2", NOP, definition("no_policy", parameters=starts), 2010,
         p("capacity_mt: 178.3 -> 205.2; price_cny_t: 892.4 -> 876.2; profit_per_t: -69.37 -> -91.76; utilisation: 0.5397 -> 0.4821")),
        ("7 quota 110", "coal quota 110 Mt", P_, definition("plan", levers={"coal__quota_mt": 110}), 2010,
         p("output_mt: 84.33 -> 72.53; coal_price_cny_t: 632.6 -> 691.2; price_cny_t: 909.6 -> 1019; profit_per_t: 17.91 -> 24.32")),
        ("7 quota 90", "coal quota 90 Mt", P_, definition("plan", levers={"coal__quota_mt": 90}), 2010,
         p("output_mt: 84.33 -> 62.96; coal_price_cny_t: 632.6 -> 706; price_cny_t: 909.6 -> 1065; profit_per_t: 17.91 -> 29.46; tightness: 0.9126 -> 0.9517")),
        ("8", "backward capacity kept -> closed", kept, P_, 2010, {"margin_large_approved": ("30.9", "40.7")}),
        ("9", "env_operating_cost 18 -> 40", P_, definition("plan", parameters={"env_operating_cost": 40.0}), 2010,
         p("operating_share: 0.9874 -> 0.876; compliance_share: 0.9192 -> 0.7956; pm10_kt: 52.81 -> 73; profit_per_t: 17.91 -> 15.37; price_cny_t: 909.6 -> 922.6")),
        ("10", "chemical programme 0 -> plan", definition("plan", levers={key(k): 0 for k in LEVER_RANGE if k.startswith("chem.programme.")}), P_, 2010,
         p("byproduct_revenue: 133.8 -> 176.8; gas_use_share: 0.6347 -> 0.857; profit: 32.22 -> 42.83; so2_kt: 43.22 -> 36.44")),
        ("11", "captive_price_response 0.01 -> 0.05 in the hindcast", H_, definition("hindcast", "actual", parameters={"captive_price_response": 0.05}), 2010,
         p("captive_share: 0.4473 -> 0.4559; other_provinces_mt: 53.32 -> 52.68; output_mt: 87.56 -> 87.03; price_cny_t: 1742 -> 1735")),
        ("12", "exceedance_pressure 0.06 -> 0.3", NOP, definition("no_policy", parameters={"exceedance_pressure": 0.3}), 2010,
         p("enforcement: 0.3655 -> 0.3926; compliance_share: 0.122 -> 0.1241; pm10_kt: 232.1 -> 231.7")),
        ("13", "duty 0 -> 40 %", P_, in_run("plan", duty={"constant": 0.4}), 2010,
         p("export_mt: 10.86 -> 1.649; output_mt: 84.33 -> 82.24; price_cny_t: 909.6 -> 874.2; export_usd_1e8: 8.145 -> 1.601")),
        ("14", "six levers of the enforcement package at 0", P_, definition("plan", levers=withdrawn), 2010,
         p("enforcement: 0.8337 -> 0.3188; closed_cum_mt: 43.13 -> 34.6; mothballed_mt: 1.704 -> 4.255; capacity_mt: 118.6 -> 130.8; starts_mt: 2.157 -> 5.564; compliance_share: 0.9192 -> 0.6372")),
        ("15", "national.total_control of the plan -> 0", P_, definition("plan", levers={"national__total_control": 0}), 2010,
         p("market_share_out: 0.2618 -> 0.2564; output_mt: 84.33 -> 83.69; price_cny_t: 909.6 -> 890.7")),
        ("16", "gas.flare_ban of the plan -> 0", P_, definition("plan", levers={"gas__flare_ban": 0}), 2010,
         p("gas_use_share: 0.857 -> 0.7482; so2_kt: 36.44 -> 39.73; co2_kt: 4.896e+04 -> 5.039e+04")),
        ("17", "world price +30 %", P_, in_run("plan", world_price={"scale": 1.3}), 2007,
         p("price_cny_t: 904.9 -> 963.6; export_mt: 12.2 -> 12.2; profit_per_t: -44.25 -> 13.2; capacity_mt: 140.4 -> 141.6")),
        ("18", "pig iron +15 %", P_, in_run("plan", pig_iron={"scale": 1.15}), 2010,
         p("output_mt: 84.33 -> 88.63; price_cny_t: 909.6 -> 958.5; sales: 835.5 -> 916; gas_used_1e8: 144.7 -> 153.1; tar_recovered_mt: 3.204 -> 3.371; benzene_recovered_mt: 0.7612 -> 0.8017; profit_per_t: 17.91 -> 30.83")),
    ]


def outputs_of(d, year):
    rows = run(d)[0]
    rep, r = K.report(rows)[year - 2006], rows[year - 2006]
    cap = r["S"]["capacity"][:, 0]
    rep["margin_large_approved"] = float((r["margin"][:, 0] * cap).sum() / cap.sum())
    return rep


def make_loops():
    tests, bad = [], []
    for number, title, base, changed, year, printed in loop_tests():
        b, c = outputs_of(base, year), outputs_of(changed, year)
        digits = (lambda x: f"{x:.1f}") if number == "8" else (lambda x: f"{x:.4g}")
        test = {"id": number, "title": title, "year": year, "base": base, "changed": changed}
        if "drivers_during_run" in changed:             # the same with edited nodes only, if it prints the same
            alt = dict(changed)
            jumps = alt.pop("drivers_during_run")
            alt["drivers"] = {"set": "plan", "edited": {s: jump_nodes("plan", s, x) for s, x in jumps.items()}}
            v = outputs_of(alt, year)
            same = all(digits(float(v[k])) == digits(float(y[1])) for k, y in printed.items())
            test["changed_by_nodes"] = alt
            test["changed_by_nodes_prints_the_same"] = same
            if not same:
                bad.append((number, "nodes"))
        test["outputs"] = []
        for k, (x, y) in printed.items():
            test["outputs"].append({"name": k, "base": float(b[k]), "changed": float(c[k]), "printed_base": x, "printed_changed": y})
            if float(digits(float(b[k]))) != float(x) or float(digits(float(c[k]))) != float(y):
                bad.append((number, k, b[k], c[k], x, y))
        tests.append(test)
    prints = {(0, 16): "0.0612 1355.7386 2604.9307 0.1746", (1500, 16): "0.0606 1362.2344 2604.9596 0.1737", (1500, 50): "0.0596 1375.8556 2605.013 0.1719",
              (1700, 50): "0.0577 1401.6778 2605.4939 0.167", (1700, 90): "0.0553 1437.0671 2605.9165 0.1619"}
    for (price, volume), text in prints.items():
        d = floor(price, volume)
        p = np.array([float(S["coke_price"]) for _, S, _, _ in run(d)[1]])          # stock at the start of each month
        v = (np.std(np.diff(np.log(p[30:]))), p[30:].min(), p[24:].max(), np.std(np.log(p[24:])))
        names = ("log_price_change_sd", "trough", "peak", "log_price_sd")
        tests.append({"id": f"4 floor {price} volume {volume}", "title": "stock coke_price at the start of each of the 60 months, 0-based: sd (divisor n) of the changes of the "
                      "logarithm between months 30..59, lowest of months 30..59, highest of months 24..59, sd (divisor n) of the logarithm of months 24..59",
                      "year": 2010, "changed": d, "outputs": [{"name": n, "changed": float(x), "printed_changed": y} for n, x, y in zip(names, v, text.split())]})
        bad += [(price, volume, n, x, y) for n, x, y in zip(names, v, text.split()) if round(float(x), 4) != float(y)]
    write("loop_behaviour.json", pretty(tests) + "\n")
    report(f"loops: {len(tests)} tests, {sum(len(t['outputs']) for t in tests)} outputs, not as printed: {bad}")


# ---------------------------------------------------------------------------------------------------- annual report
def make_annual():
    rep = K.report(run(SCENARIOS["hindcast"])[0])
    table("annual_extra.csv", ["scenario"] + list(rep[0]), [["hindcast"] + [repr(float(v)) if k != "year" else v for k, v in r.items()] for r in rep])
    report("annual report: hindcast")


def report(text):
    print(text)


make_random()
make_extremes()
make_steps()
make_loops()
make_annual()

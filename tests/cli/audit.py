"""tokroof audit: a verdict for every claim, in order; wrong tables are refused with their place."""
import csv
import io
import pathlib
import tempfile
import unittest

from _tokroof import ROOT, Case, tokroof

HEADER = "id\tguide\tline_no\tkind\tdevice\tn_devices\tmodel\tquant\tphase\tvalue_lo\tvalue_hi\tunit\n"
# Claims that no guide makes, each with the verdict that arithmetic gives and what its reason must hold.
CLAIMS = (
    ("a\t7\t1\tmeasured\trtx-4070\t1\tllama-3.1-8b\tQ4_K_M\tdecode\t80\t85\ttok/s", "plausible", "504 GB/s"),
    ("b\t7\t2\tmeasured\trtx-4070\t1\tllama-3.1-8b\tQ4_K_M\tdecode\t240\t255\ttok/s", "impossible", "x the limit"),
    ("c\t7\t3\tspec\trtx-4070\t1\t\t\t\t504\t504\tGB/s", "plausible", "504"),
    ("d\t7\t4\tspec\trtx-4070\t1\t\t\t\t1000\t1000\tGB/s", "wrong-spec", "504"),
    ("e\t7\t5\tcapacity\trtx-4070\t1\tllama-3.3-70b\tQ4\t\tFITS\tFITS\tGB", "impossible", "11.82 GiB"),
    ("f\t7\t6\tcost\trtx-4070\t1\t\t\t\t5000\t5000\tUSD", "suspect", "list price"),
    ("g\t7\t7\tscaling\trtx-4070\t1\t\t\t\t\t\t", "unverifiable", "without a figure"),
)


def table(*rows):
    return HEADER + "".join(row + "\n" for row in rows)


class Audit(Case):
    def audit(self, text, **more):
        return self.json_of("audit", "--claims", "-", stdin=text, **more)

    def test_claims_that_no_guide_makes(self):
        document = self.audit(table(*(row for row, _, _ in CLAIMS)))
        self.assertEqual([c["id"] for c in document["claims"]], [row[0] for row, _, _ in CLAIMS])
        for claim, (row, verdict, part) in zip(document["claims"], CLAIMS):
            with self.subTest(row):
                self.assertEqual(claim["verdict"], verdict, claim["reason"])
                self.assertIn(part, claim["reason"])
        self.assertEqual(document["summary"],
                         {"plausible": 2, "impossible": 2, "wrong-spec": 1, "suspect": 1, "unverifiable": 1})

    def test_what_is_claimed_comes_back(self):
        claims = self.audit(table(*(row for row, _, _ in CLAIMS)))["claims"]
        self.assertEqual(claims[0]["claimed"], [80, 85])
        self.assertEqual(claims[4]["claimed"], ["FITS", "FITS"])
        self.assertIsNone(claims[6]["claimed"])
        self.assertGreater(claims[1]["claimed"][0], claims[1]["limit"])
        self.assertIsNotNone(claims[1]["predicted"])

    def test_the_bundled_claims_in_the_order_of_their_table(self):
        with (ROOT / "datasets" / "claims" / "claims.tsv").open(encoding="utf-8") as file:
            ids = [row["id"] for row in csv.DictReader(file, delimiter="\t")]
        document = self.json_of("audit")
        self.assertEqual([claim["id"] for claim in document["claims"]], ids)
        self.assertEqual(sum(document["summary"].values()), len(ids))

    def test_a_claim_is_judged_alone_as_in_its_table_where_nothing_else_bears_on_it(self):
        for row, verdict, _ in CLAIMS:
            with self.subTest(row):
                self.assertEqual(self.audit(table(row))["claims"][0]["verdict"], verdict)

    def test_columns_may_be_absent_and_in_any_order(self):
        text = "unit\tvalue_lo\tdevice\tkind\tid\nGB\t24\trtx-4090\tcapacity\tx\nGB\t16\trtx-4090\tcapacity\ty\n"
        self.assertEqual([c["verdict"] for c in self.audit(text)["claims"]], ["plausible", "wrong-spec"])

    def test_three_times_a_rate_is_noticed(self):
        with (ROOT / "datasets" / "claims" / "claims.tsv").open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file, delimiter="\t")
                    if row["unit"] == "tok/s" and row["phase"] == "decode" and row["device"] and row["n_devices"] == "1"]
        before = self.audit(self.written(rows))["claims"]
        for row in rows:
            row["value_lo"], row["value_hi"] = (str(3 * float(row[key])) for key in ("value_lo", "value_hi"))
        after = self.audit(self.written(rows))["claims"]
        held = [i for i, claim in enumerate(before) if claim["verdict"] == "plausible"]
        noticed = [i for i in held if after[i]["verdict"] in ("suspect", "impossible")]
        self.assertGreater(len(held), 60)
        self.assertGreater(len(noticed), 0.9 * len(held))

    @staticmethod
    def written(rows):
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]), delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue()

    def test_strict_makes_a_claim_that_does_not_hold_an_exit_status(self):
        self.audit(table(CLAIMS[0][0]), status=0)
        for row, verdict, _ in CLAIMS:
            wrong = verdict not in ("plausible", "unverifiable")
            self.assertEqual(tokroof("audit", "--claims", "-", "--strict", stdin=table(row)).returncode, int(wrong), row)

    def test_wrong_tables(self):
        good = CLAIMS[0][0]
        wrong = {
            "a row without an id": (table(good[1:]), "-:2:id"),
            "an id twice": (table(good, good), "-:3:id"),
            "an unknown kind": (table(good.replace("measured", "guessed")), "-:2:kind"),
            "no number": (table(good.replace("80\t85", "80\tfast")), "-:2:value_hi"),
            "infinite": (table(good.replace("80\t85", "1e999\t1e999")), "-:2:value_lo"),
            "a range that ends before it begins": (table(good.replace("80\t85", "85\t80")), "-:2:value_hi"),
            "too few cells": (table("a\t7"), "-:2"),
            "no value": ("id\tkind\tunit\nx\tspec\tGB\n", "-:1"),
        }
        for name, (text, where) in wrong.items():
            with self.subTest(name):
                error = self.audit(text, status=2, valid="error")["error"]
                self.assertEqual(error["kind"], "bad-file")
                self.assertEqual(error["where"], where)
        for text in ("", " \n\n"):
            with self.subTest(text):
                error = self.audit(text, status=2, valid="error")["error"]
                self.assertEqual((error["message"], error["where"]), ("the file is empty", "-"))
        self.error_of("audit", "--claims", "no/such/claims.tsv", where="no/such/claims.tsv", status=2, kind="bad-file")

    def test_the_report_is_markdown_with_its_parts_and_never_changes(self):
        report = self.text_of("audit", "--report")
        self.assertEqual(report, self.text_of("audit", "--report"))
        for part in ("# What the guides claim", "## By guide", "## By kind", "### Impossible", "## Contradictions"):
            self.assertIn(part, report)
        self.assertNotIn("nan", report.lower().replace("nano", ""))

    def test_what_is_written_to_a_file_is_what_would_be_printed(self):
        text = table(CLAIMS[0][0])
        with tempfile.TemporaryDirectory() as folder:
            for form in ("--json", "--md", "--report"):
                file = pathlib.Path(folder) / form.strip("-")
                written = tokroof("audit", "--claims", "-", form, "-o", file, stdin=text)
                self.assertEqual((written.returncode, written.stdout), (0, ""))
                self.assertEqual(file.read_text(encoding="utf-8"), tokroof("audit", "--claims", "-", form, stdin=text).stdout)
        self.error_of("audit", "-o", "no/such/folder/audit.md", where="no/such/folder/audit.md", status=2, kind="bad-file")

    def test_text_and_markdown_have_a_line_for_each_claim(self):
        text = table(*(row for row, _, _ in CLAIMS))
        plain = tokroof("audit", "--claims", "-", stdin=text).stdout
        self.assertEqual(len(plain.splitlines()), len(CLAIMS) + 2)
        odd = tokroof("audit", "--claims", "-", "--odd", "--md", stdin=text).stdout
        self.assertEqual(len(odd.splitlines()), 4 + 2)


if __name__ == "__main__":
    unittest.main()

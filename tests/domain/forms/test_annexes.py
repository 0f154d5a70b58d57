"""The annexes come out as printed in 株政办发〔2022〕4号, cell by cell."""

from __future__ import annotations

import pytest

from qbs_desktop.domain.forms.filled import FilledForm
from qbs_desktop.domain.forms.filling import Context, fill
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.sample_data import dataset_of
from qbs_desktop.services import forms, profiles

ANNEX1 = """
附件1
千亿产业培育计划
单位：亿元
序号|产业名称|2021年|2022年|2023年|2024年|2025年|年均增速
1|先进轨道交通装备|1377|1542|1727|1934|2147|12%
2|中小航空发动机与通用航空|204|240|284|335|396|18%
3|先进陶瓷与新型功能玻璃|528|623|735|868|1023|18%
4|信息技术与北斗应用|689|792|911|1047|1205|15%
5|电力新能源与装备制造（含汽车）|679|767|867|979|1107|13%
6|先进硬质材料|354|460|598|778|1011|30%
7|生物医药与大健康|74|80|86|93|100|8%
8|服饰（纺织）|1176|1346|1542|1765|2021|14.5%
9|绿色农产品加工|168|185|203|223|246|10%
10|高分子新材料与精细化工|206|243|287|339|400|18%
11|智慧钢铁与现代物流|——|——|——|——|1000|
12|节能环保与绿色装配式建筑|279|321|369|424|488|15%
13|文化旅游与创意包装|381|411|445|480|519|8%
"""
ANNEX2 = """
附件2
百亿企业培育计划
单位：亿元
序号|企业名称|所属领域|2021年|2022年|2023年|2024年|2025年|年均增速
1|中车株所|轨道交通|266|311|365|427|500|17%
|其中：1）时代电气|电子信息|170|197|229|265|308|16%
|2）风电事业部|电力新能源与装备制造（含汽车）|96|114|136|162|192|19%
2|中车株机|轨道交通|280|308|339|373|410|10%
3|唐人神集团|绿色食品|220|242|266|293|322|10%
4|湖南省工业设备安装有限公司|建筑业|168|178|188|198|208|6%
5|时代新材|新材料|129|144|162|181|203|11%
6|湖南省第五工程有限公司|建筑业|160|170|180|190|200|6%
7|中车电机|轨道交通|105|122|141|164|190|16%
8|北汽株洲分公司|电力新能源与装备制造（含汽车）|98|110|123|138|154|12%
9|中航发南方公司|航空动力|80|89|99|109|121|11%
10|长城电脑|电子信息|60|70|82|96|112|17%
11|株冶新材|新材料|57|66|77|89|103|16%
12|中车电动|电力新能源与装备制造（含汽车）|44|54|66|82|100|23%
13|株齿公司|电力新能源与装备制造（含汽车）|17|27|41|64|100|56%
14|三一石油装备|智慧钢铁与现代物流|——|——|——|——|100|
15|三一智慧钢铁|智慧钢铁与现代物流|——|——|——|——|100|
"""
ANNEX3 = """
附件3
十亿元以上重点产业项目计划
单位：个
序号|项目投资规模|合计|2022年|2023年|2024年|2025年|年均增长
1|10亿元以上|300|64|71|79|86|11%
|其中：10-50亿元（不含）|234|49|55|62|68|——
|50-100亿元（不含）|36|8|9|9|10|——
|100亿元及以上|30|7|7|8|8|——
注：根据“十四五”期间固定资产投资增长及重点项目占固定资产投资比重进行初步测算。具体以每年市重点项目计划下发为准。
"""


def printed(form: FilledForm) -> str:
    lines = [line.left for line in form.above] + [form.title] + [line.right for line in form.below]
    lines.append("|".join(head.text for head in form.heads))
    lines += ["|".join(cell.text() for cell in row.cells) for row in form.rows]
    return "\n".join([*lines, *form.notes])


def annex(form_id: str, unit: str = "亿元", period: str = "2025") -> FilledForm:
    profile = profiles.load("zhuzhou")
    data = dataset_of(profile, profiles.sample("zhuzhou"))
    return fill(forms.load(form_id), data, Period.parse(period), Context(amount_unit=unit))


@pytest.mark.parametrize(("form_id", "text"), [("annex1", ANNEX1), ("annex2", ANNEX2), ("annex3", ANNEX3)])
def test_an_annex_equals_the_printed_table(form_id: str, text: str) -> None:
    assert printed(annex(form_id)) == text.strip()


def test_an_annex_is_the_same_plan_whichever_year_asks_for_it() -> None:
    assert printed(annex("annex2", period="2023")) == ANNEX2.strip()
    assert printed(annex("annex2", period="2024-07")) == ANNEX2.strip()


def test_printed_numbers_are_values_and_never_formulas() -> None:
    for form_id in ("annex1", "annex2", "annex3"):
        assert not any(cell.formula for row in annex(form_id).rows for cell in row.cells)


def test_the_serial_number_spans_a_row_and_the_rows_below_it() -> None:
    assert annex("annex2").merged_serials() == [(0, 2)]
    assert annex("annex3").merged_serials() == [(0, 3)]


def test_an_annex_in_ten_thousands_shows_the_same_amounts() -> None:
    first = annex("annex1", "万元").rows[0]
    assert [cell.text() for cell in first.cells[2:4]] == ["13770000", "15420000"]
    assert annex("annex1", "万元").below[0].right == "单位：万元"
    assert annex("annex3", "万元").below[0].right == "单位：个"

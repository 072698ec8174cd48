using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Pools;

/// <summary>Each kind of mistake has a sentence that names its place and its mend, in both languages.</summary>
public sealed class CommandMistakeTests
{
    private const string Head = "\"id\":\"c-1\",\"at\":\"2026-01-05T10:00:00+08:00\"";
    private const string Settle = "\"order\":\"o-1\",\"member\":\"m1\",\"merchant\":\"s1\"";

    [Theory]
    [InlineData("", "这一行是空的，请写一条命令，或删去这一行。", "This line is empty; write a command or remove the line.")]
    [InlineData(" \t", "这一行是空的，请写一条命令，或删去这一行。", "This line is empty; write a command or remove the line.")]
    [InlineData("{\"id\":\"c-1\",}", "第 13 个字符处不是有效的 JSON，请检查引号、逗号和括号；一行只写一个对象，不写注释。",
        "Not valid JSON at character 13; look at quotes, commas and braces: one object a line, no comments.")]
    [InlineData("{\"号\":\"c-1\" x}", "第 12 个字符处不是有效的 JSON，请检查引号、逗号和括号；一行只写一个对象，不写注释。",
        "Not valid JSON at character 12; look at quotes, commas and braces: one object a line, no comments.")]
    [InlineData("{} // why", "第 4 个字符处不是有效的 JSON，请检查引号、逗号和括号；一行只写一个对象，不写注释。",
        "Not valid JSON at character 4; look at quotes, commas and braces: one object a line, no comments.")]
    [InlineData("{} {}", "第 4 个字符处不是有效的 JSON，请检查引号、逗号和括号；一行只写一个对象，不写注释。",
        "Not valid JSON at character 4; look at quotes, commas and braces: one object a line, no comments.")]
    [InlineData("{\"id\":\"a\",\"id\":\"b\"}", "“id”写了两次，请只留一个。", "\"id\" stands here twice; keep one of them.")]
    [InlineData("{\"x\":[{\"y\":1,\"y\":1}]}", "“y”写了两次，请只留一个。", "\"y\" stands here twice; keep one of them.")]
    [InlineData("[[[[[[[[[1]]]]]]]]]", "嵌套超过 8 层，命令没有这么深，请按命令说明改写。",
        "This is nested more than 8 deep, and no command is; write it as the reference shows.")]
    [InlineData("\"\\\\ \\udE00\\ud83d\"", "第 5 个字符只有半个（孤立的 UTF-16 代理项），请按 UTF-8 重新保存。",
        "Character 5 is only half of one (a lone UTF-16 surrogate); save the text as UTF-8 again.")]
    [InlineData("[]", "这一行是一个数组，应是一个对象，如 {\"id\":\"o-1\",\"at\":\"…\",\"advanceClock\":{}}。",
        "This line is a list; a command is an object, as in {\"id\":\"o-1\",\"at\":\"…\",\"advanceClock\":{}}.")]
    [InlineData("7", "这一行是一个数字，应是一个对象，如 {\"id\":\"o-1\",\"at\":\"…\",\"advanceClock\":{}}。",
        "This line is a number; a command is an object, as in {\"id\":\"o-1\",\"at\":\"…\",\"advanceClock\":{}}.")]
    public void A_line_that_is_no_object_says_so(string line, string zh, string en) => Says(line, zh, en);

    // Attributes are stored as UTF-8, which has no halves: so this is no case of the theory above.
    [Fact]
    public void Half_a_character_says_where_it_stands()
    {
        foreach (var line in (string[])["\"\uD83D\"", "\"\uDE00\uD83D\"", "\"\uD83D\\uDE00\"", "\"\\uD83D\uDE00\""])
        {
            Says(line, "第 2 个字符只有半个（孤立的 UTF-16 代理项），请按 UTF-8 重新保存。",
                "Character 2 is only half of one (a lone UTF-16 surrogate); save the text as UTF-8 again.");
        }
    }

    [Fact]
    public void A_line_has_a_longest_length()
    {
        var line = $"{{{Head},\"advanceClock\":{{}}}}";

        Assert.True(CommandText.Read(line.PadRight(CommandText.LineLimit)).IsCommand);
        Says(line.PadRight(CommandText.LineLimit + 1), "这一行有 65537 个字符，最多 65536 个，请拆成几条命令。",
            "This line has 65537 characters, at most 65536 fit; send several commands instead.");
    }

    [Theory]
    [InlineData("", "这一行没有命令，请加上一条，如 \"advanceClock\":{}。",
        "This line names no command; add one, such as \"advanceClock\":{}.")]
    [InlineData(",\"advanceClock\":{},\"closePool\":{}",
        "这一行有两条命令：advanceClock 和 closePool，请各写一行，各用一个 id。",
        "This line has two commands, advanceClock and closePool; give each its own line and id.")]
    [InlineData(",\"settelOrder\":{}", "没有“settelOrder”这条命令，是否要写“settleOrder”？",
        "There is no command \"settelOrder\"; did you mean \"settleOrder\"?")]
    [InlineData(",\"SellPoints\":{}", "没有“SellPoints”这条命令，是否要写“sellPoints”？",
        "There is no command \"SellPoints\"; did you mean \"sellPoints\"?")]
    [InlineData(",\"idd\":1,\"advanceClock\":{}", "没有“idd”这一项，是否要写“id”？",
        "There is no field \"idd\"; did you mean \"id\"?")]
    [InlineData(",\"advanceClock\":{\"to\":1}", "advanceClock：没有“to”这一项，请删去。",
        "advanceClock: there is no field \"to\"; remove it.")]
    [InlineData(",\"advanceClock\":true", "advanceClock 是真假值，应是一个对象 {…}，没有内容就写 {}。",
        "advanceClock is true or false; write an object {…}, or {} if there is nothing to say.")]
    [InlineData(",\"refundOrder\":{\"order\":\"o\",\"ammount\":\"1\"}", "refundOrder：没有“ammount”这一项，是否要写“amount”？",
        "refundOrder: there is no field \"ammount\"; did you mean \"amount\"?")]
    [InlineData(",\"refundOrder\":{\"order\":\"o\"}", "缺少 refundOrder.amount，请补上，如 \"amount\":\"1000.00\"。",
        "refundOrder.amount is missing; add it, such as \"amount\":\"1000.00\".")]
    [InlineData(",\"refundOrder\":{\"order\":null,\"amount\":\"1\"}", "缺少 refundOrder.order，请补上，如 \"order\":\"o-1\"。",
        "refundOrder.order is missing; add it, such as \"order\":\"o-1\".")]
    [InlineData(",\"refundOrder\":{\"order\":[1],\"amount\":\"1\"}",
        "refundOrder.order 是一个数组，应是文字，如 \"order\":\"o-1\"。",
        "refundOrder.order is a list; write a text, such as \"order\":\"o-1\".")]
    public void A_command_of_the_wrong_shape_says_so(string rest, string zh, string en) =>
        Says($"{{{Head}{rest}}}", zh, en);

    [Theory]
    [InlineData("{\"at\":\"2026-01-05T10:00:00Z\",\"advanceClock\":{}}", "缺少 id，请补上，如 \"id\":\"o-1\"。",
        "id is missing; add it, such as \"id\":\"o-1\".")]
    [InlineData("{\"id\":\"c-1\",\"advanceClock\":{}}", "缺少 at，请补上，如 \"at\":\"2026-01-05T10:00:00+08:00\"。",
        "at is missing; add it, such as \"at\":\"2026-01-05T10:00:00+08:00\".")]
    [InlineData("{\"id\":17,\"at\":\"2026-01-05T10:00:00Z\",\"advanceClock\":{}}", "id：17 是数字，请加引号写成文字，如 \"17\"。",
        "id: 17 is a number; write it as a string, \"17\".")]
    public void A_line_without_its_head_says_so(string line, string zh, string en) => Says(line, zh, en);

    [Theory]
    [InlineData("1000", "1000 是数字，请加引号写成文字，如 \"1000\"。", "1000 is a number; write it as a string, \"1000\".")]
    [InlineData("1e3", "1e3 是数字，请加引号写成文字，如 \"1000.00\"。", "1e3 is a number; write it as a string, \"1000.00\".")]
    [InlineData("\"10.001\"", "\"10.001\" 有不足一分的零头，现金以分为最小单位，请至多写两位小数。",
        "\"10.001\" has fractions of a fen; cash moves in whole fen, so write at most two decimals.")]
    [InlineData("\"10.00000001\"", "\"10.00000001\" 有不足一分的零头，现金以分为最小单位，请至多写两位小数。",
        "\"10.00000001\" has fractions of a fen; cash moves in whole fen, so write at most two decimals.")]
    [InlineData("\"-5\"", "\"-5\" 带有正负号，金额和积分一律不写符号。", "\"-5\" has a sign; amounts are written without one.")]
    [InlineData("\"+5\"", "\"+5\" 带有正负号，金额和积分一律不写符号。", "\"+5\" has a sign; amounts are written without one.")]
    [InlineData("\"\"", "\"\" 不是数额，请只写数字和至多一个小数点，如 \"1000.00\"。",
        "\"\" is not an amount; write digits and at most one point, such as \"1000.00\".")]
    [InlineData("\"1,000.00\"", "\"1,000.00\" 不是数额，请只写数字和至多一个小数点，如 \"1000.00\"。",
        "\"1,000.00\" is not an amount; write digits and at most one point, such as \"1000.00\".")]
    [InlineData("\"1.\"", "\"1.\" 不是数额，请只写数字和至多一个小数点，如 \"1000.00\"。",
        "\"1.\" is not an amount; write digits and at most one point, such as \"1000.00\".")]
    [InlineData("\"5000000000000\"", "\"5000000000000\" 太大，超出本系统能记的数额，请核对。",
        "\"5000000000000\" is more than can be booked here; check it.")]
    [InlineData("\"1.0000000000000000000000000000000000000000\"",
        "\"1.0000000000000000000000000000000000000000\" 超过 40 个字符，请去掉多余的零。",
        "\"1.0000000000000000000000000000000000000000\" is longer than 40 characters; leave out needless zeros.")]
    public void Cash_that_cannot_be_read_says_why(string amount, string zh, string en) => Says(
        $"{{{Head},\"settleOrder\":{{{Settle},\"amount\":{amount}}}}}",
        $"settleOrder.amount：{zh}", $"settleOrder.amount: {en}");

    [Theory]
    [InlineData("\"points\":112", "points：112 是数字，请加引号写成文字，如 \"112\"。",
        "points: 112 is a number; write it as a string, \"112\".")]
    [InlineData("\"points\":\"0.123456789\"", "points：\"0.123456789\" 的小数超过 8 位，请至多写 8 位。",
        "points: \"0.123456789\" has more than 8 decimals; write at most 8.")]
    [InlineData("\"points\":\"ALL\"", "points：\"ALL\" 不是数额，请只写数字和至多一个小数点，如 \"1000.00\"。",
        "points: \"ALL\" is not an amount; write digits and at most one point, such as \"1000.00\".")]
    [InlineData("\"points\":\"1\",\"minimum\":\"0.0000001\"", "minimum：\"0.0000001\" 的小数超过 6 位，请至多写 6 位。",
        "minimum: \"0.0000001\" has more than 6 decimals; write at most 6.")]
    [InlineData("\"points\":\"1\",\"scale\":\"0\"", "scale：\"0\" 不是拆分次数，请写不带引号的整数，如 0。",
        "scale: \"0\" is not a scale; write a whole number from 0 without quotes, such as 0.")]
    [InlineData("\"points\":\"1\",\"scale\":-1", "scale：-1 不是拆分次数，请写不带引号的整数，如 0。",
        "scale: -1 is not a scale; write a whole number from 0 without quotes, such as 0.")]
    public void A_sale_that_cannot_be_read_says_why(string rest, string zh, string en) => Says(
        $"{{{Head},\"sellPoints\":{{\"member\":\"m1\",{rest}}}}}", $"sellPoints.{zh}", $"sellPoints.{en}");

    [Theory]
    [InlineData("\"20\"", "\"20\" 不是百分比，请写如 \"20%\"（0% 至 100%，至多四位小数）。",
        "\"20\" is not a percentage; write \"20%\" (0% to 100%, at most four decimals).")]
    [InlineData("\"100.0001%\"", "\"100.0001%\" 不是百分比，请写如 \"20%\"（0% 至 100%，至多四位小数）。",
        "\"100.0001%\" is not a percentage; write \"20%\" (0% to 100%, at most four decimals).")]
    [InlineData("0.2", "0.2 是数字，请加引号写成文字，如 \"20%\"。", "0.2 is a number; write it as a string, \"20%\".")]
    public void A_rate_that_cannot_be_read_says_why(string rate, string zh, string en) => Says(
        $"{{{Head},\"registerMerchant\":{{\"merchant\":\"s1\",\"commission\":{rate}}}}}",
        $"registerMerchant.commission：{zh}", $"registerMerchant.commission: {en}");

    [Theory]
    [InlineData("\"funding\":\"own-goods\"", "funding 是一段文字，应是一个对象 {…}。",
        "funding is a text; write an object {…}.")]
    [InlineData("\"funding\":{\"mode\":\"platform\"}",
        "funding.mode：没有 \"platform\" 这个选项，请写 \"own-goods\" / \"merchant-direct\" / \"licensed-split\""
        + " / \"operator-collects\" 之一。",
        "funding.mode: \"platform\" is no choice here; "
        + "write one of \"own-goods\" / \"merchant-direct\" / \"licensed-split\" / \"operator-collects\".")]
    [InlineData("\"lines\":{}", "lines 是一个对象，应是至多 1000 行的数组 […]。",
        "lines is an object; write a list […] of at most 1000 lines.")]
    [InlineData("\"lines\":[5]", "lines[0] 是一个数字，应是一个对象 {…}。", "lines[0] is a number; write an object {…}.")]
    [InlineData("\"lines\":[{\"goods\":\"g\",\"amount\":\"9\"},{\"goods\":\"g\",\"price\":\"9\"}]",
        "lines[1]：没有“price”这一项，是否要写“goods”？", "lines[1]: there is no field \"price\"; did you mean \"goods\"?")]
    [InlineData("\"lines\":[{\"goods\":\"g\",\"amount\":\"9\",\"cost\":\"8\"}]",
        "lines[0]：写了 cost 却没有 \"inflowBasis\":\"margin\"，请补上，或删去 cost。",
        "lines[0] has a cost but no \"inflowBasis\":\"margin\"; add it, or leave the cost out.")]
    [InlineData("\"lines\":[{\"goods\":\"g\",\"amount\":\"9\",\"cost\":\"8\",\"inflowBasis\":\"rate\"}]",
        "lines[0]：写了 cost 却没有 \"inflowBasis\":\"margin\"，请补上，或删去 cost。",
        "lines[0] has a cost but no \"inflowBasis\":\"margin\"; add it, or leave the cost out.")]
    [InlineData("\"lines\":[{\"goods\":\"g\",\"amount\":\"9\",\"inflowBasis\":\"margin\"}]",
        "lines[0]：写了 \"inflowBasis\":\"margin\" 却没有 cost，请补上成本，如 \"cost\":\"800.00\"。",
        "lines[0] has \"inflowBasis\":\"margin\" but no cost; add the cost, such as \"cost\":\"800.00\".")]
    [InlineData("\"lines\":[{\"goods\":\"g\",\"amount\":\"9\",\"cost\":\"8.001\",\"inflowBasis\":\"margin\"}]",
        "lines[0].cost：\"8.001\" 有不足一分的零头，现金以分为最小单位，请至多写两位小数。",
        "lines[0].cost: \"8.001\" has fractions of a fen; cash moves in whole fen, so write at most two decimals.")]
    [InlineData("\"lines\":[{\"goods\":\"g\",\"amount\":\"9\",\"cost\":\"1000000000.01\",\"inflowBasis\":\"margin\"}]",
        "lines[0].cost：成本超过 1000000000.000000 元，请核对。",
        "lines[0].cost: a cost is at most 1000000000.000000 yuan; check it.")]
    [InlineData("\"lines\":[{\"goods\":\"g\",\"amount\":\"9\",\"inflowBasis\":\"cost\"}]",
        "lines[0].inflowBasis：没有 \"cost\" 这个选项，请写 \"margin\" / \"rate\" 之一。",
        "lines[0].inflowBasis: \"cost\" is no choice here; write one of \"margin\" / \"rate\".")]
    public void Funding_and_lines_that_cannot_be_read_say_why(string rest, string zh, string en) => Says(
        $"{{{Head},\"settleOrder\":{{{Settle},\"amount\":\"9.00\",{rest}}}}}",
        $"settleOrder.{zh}", $"settleOrder.{en}");

    [Fact]
    public void Funding_needs_a_mode() => Says(
        $"{{{Head},\"settleOrder\":{{{Settle},\"amount\":\"9.00\",\"funding\":{{}}}}}}",
        "缺少 settleOrder.funding.mode，请补上，如 \"mode\":\"own-goods\"。",
        "settleOrder.funding.mode is missing; add it, such as \"mode\":\"own-goods\".");

    [Fact]
    public void An_order_has_at_most_a_thousand_lines()
    {
        var line = "{\"goods\":\"g\",\"amount\":\"0.01\"}";

        Assert.True(CommandText.Read(Lines(1_000)).IsCommand);
        Says(Lines(1_001), "settleOrder.lines 有 1001 行，应是至多 1000 行的数组 […]。",
            "settleOrder.lines has 1001 lines; write a list […] of at most 1000 lines.");

        string Lines(int count) => $"{{{Head},\"settleOrder\":{{{Settle},\"amount\":\"9.00\",\"lines\":["
            + string.Join(',', Enumerable.Repeat(line, count)) + "]}}";
    }

    [Fact]
    public void What_a_stranger_wrote_is_shown_short_and_moves_no_cursor()
    {
        Says($"{{{Head},\"{new string('x', 500)}\":{{}}}}",
            $"没有“{new string('x', 60)}…”这条命令，是否要写“settleOrder”？",
            $"There is no command \"{new string('x', 60)}…\"; did you mean \"settleOrder\"?");
        Says($"{{{Head},\"close\\u001b[2J\u0085\":{{}}}}", "没有“close\uFFFD[2J\uFFFD”这条命令，是否要写“closePool”？",
            "There is no command \"close\uFFFD[2J\uFFFD\"; did you mean \"closePool\"?");
    }

    private static void Says(string line, string zh, string en)
    {
        var read = CommandText.Read(line);

        Assert.False(read.IsCommand);
        Assert.Equal(new Mistake(zh, en), read.Mistake);
    }
}

using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Wellspring.Core.Compliance;

namespace Wellspring.Core.Tests.Compliance;

public sealed partial class ContentGuardTests
{
    /// <summary>One text for each pattern group, and each of its patterns.</summary>
    public static TheoryData<string, string> Bad => new()
    {
        { "CN-ADV-01", "本计划保本" }, { "CN-ADV-01", "保证收益，请放心" }, { "CN-ADV-01", "零风险" },
        { "CN-ADV-01", "没有风险" }, { "CN-ADV-01", "稳赢" }, { "CN-ADV-01", "积分只涨不跌" },
        { "CN-ADV-01", "价格永远在上涨" }, { "CN-ADV-01", "单边上扬" }, { "CN-ADV-01", "始终保持价值上涨" },
        { "CN-ADV-01", "平台兜底回购" }, { "CN-ADV-01", "每日分红" }, { "CN-ADV-01", "固定收益" },
        { "CN-ADV-01", "长期稳定增长" }, { "CN-ADV-01", "躺赚" }, { "CN-ADV-01", "A guaranteed return for all" },
        { "CN-ADV-01", "Risk-free points" }, { "CN-ADV-01", "the price can only go up" },
        { "CN-ADV-01", "It never falls" },
        { "CN-ADV-03", "消费就是赚钱" }, { "CN-ADV-03", "消费=投资" }, { "CN-ADV-03", "购物全返" },
        { "CN-ADV-03", "全额返还" }, { "CN-ADV-03", "从此免费消费" }, { "CN-ADV-03", "边消费边赚钱" },
        { "CN-ADV-03", "消费养老" }, { "CN-ADV-03", "花出去的钱都能赚回来" }, { "CN-ADV-03", "你消费我还钱" },
        { "CN-ADV-03", "1.2倍出局" }, { "CN-ADV-03", "两倍收益" }, { "CN-ADV-03", "高投资回报" },
        { "CN-ADV-03", "Spending is earning" }, { "CN-ADV-03", "100% cashback" }, { "CN-ADV-03", "a full rebate" },
        { "CN-ADV-04", "国家级项目" }, { "CN-ADV-04", "央行背书" }, { "CN-ADV-04", "合法积分" },
        { "CN-ADV-04", "合法的区块链" }, { "CN-ADV-04", "腾讯底层" }, { "CN-ADV-04", "区块链的公信力" },
        { "CN-ADV-04", "government-backed points" },
        { "CN-ADV-05", "上市后财务自由" }, { "CN-ADV-05", "原始股翻倍" }, { "CN-ADV-05", "兑换上市公司股份" },
        { "CN-ADV-05", "二级市场变现" }, { "CN-ADV-05", "Pre-IPO shares" },
        { "CN-ADV-07", "模式更加合规合法" }, { "CN-ADV-07", "不用担心涉传" }, { "CN-ADV-07", "规避监管" },
        { "CN-ADV-07", "已合规检测" }, { "CN-ADV-07", "compliance-certified" },
        { "CN-MLM-04", "发展下线" }, { "CN-MLM-04", "裂变奖" }, { "CN-MLM-04", "团队长业绩" },
        { "CN-MLM-04", "伞下会员" }, { "CN-SEC-03", "股东加权分红" }, { "CN-MLM-08", "线下发放" },
        { "CN-MLM-08", "私下转账" }, { "CN-MLM-08", "paid off-book" }, { "CN-TOK-04", "绿色通证" },
        { "CN-TOK-04", "a green coin" }, { "CN-TRD-01", "积分挂售" }, { "CN-TRD-01", "积分可以自由流通" },
        { "CN-ADV-02", "会员小李已提现3万" }, { "CN-ADV-02", "某协会推荐" }, { "CN-ADV-02", "I earned 5000 here" },
        { "CN-PRE-05", "售出概不退款" }, { "CN-PRE-05", "No refunds" },
    };

    /// <summary>What sellers write so that a filter does not see it.</summary>
    public static TheoryData<string, string> Dodged => new()
    {
        { "融/资", "融资" }, { "区/块/链", "区块链" }, { "团/队长", "团队长" }, { "zuihao", "最好" },
        { "jiaoyi", "交易" }, { "guoqi背书", "国企背书" }, { "daili", "代理" }, { "保 本", "保本" },
        { "保*本", "保本" }, { "保·本", "保本" }, { "保.本", "保本" }, { "保-本", "保本" }, { "保 / * 本", "保本" },
        { "保\u200B本", "保本" }, { "保\u2060\uFEFF本", "保本" }, { "ＢＡＯＢＥＮ", "保本" }, { "baobenshouyi", "保本收益" },
        { "穩賺不賠", "稳赚不賠" }, { "國家備案", "国家备案" }, { "保\n本", "保本" }, { "①②", "12" },
        { "⾦融", "金融" }, { "𝐜𝐨𝐢𝐧", "coin" }, { "ｔｏｋｅｎ", "token" },
    };

    public static TheoryData<string> Good => new()
    {
        "新鲜苹果，每斤五元，当日送达。", "下单后七日内可以无理由退货。", "推荐朋友购物，订单完成后按商品净额计奖励。",
        "本店营业执照在首页公示。", "Fresh apples, 5.00 a kilo, delivered the same day.",
        "You may return goods within seven days.", "餐饮/超市/理发/洗衣", "周一至周五 9:00-18:00",
        "积分可以抵扣下一单的一部分。", "A friend's first order comes with a small gift.",
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Wording_of_each_group_is_found(string code, string text)
    {
        var finding = ContentGuard.Review(new(text)).First(one => one.Code == code);

        Assert.Equal(code == "CN-TOK-04" ? RuleAction.Warn : RuleAction.Refuse, finding.Action);
        Assert.Equal(ContentGuard.Hash(text), finding.SubjectHash);
        Assert.Contains(finding.Arguments, argument => argument.Name == "w" && argument.Value.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void Honest_texts_pass(string text) => Assert.Empty(ContentGuard.Review(new(text)));

    [Theory]
    [MemberData(nameof(Dodged))]
    public void Tricks_are_undone(string text, string plain) => Assert.Equal(plain, ContentGuard.Normalise(text));

    [Fact]
    public void Every_pattern_has_an_example_that_it_catches() => Assert.All(
        ClaimTable.All.Where(group => group.Kinds.IsEmpty).SelectMany(
            group => group.Patterns.Select(pattern => (group.Rule, pattern))),
        one => Assert.True(
            Bad.Any(row => row.Data.Item1 == one.Rule && Regex.IsMatch(
                ContentGuard.Normalise(row.Data.Item2), one.pattern)),
            $"{one.Rule} {one.pattern}"));

    [Fact]
    public void A_no_before_the_wording_changes_nothing() =>
        Assert.Contains(ContentGuard.Review(new("我们不保本")), one => one.Code == "CN-ADV-01");

    [Fact]
    public void Lines_of_a_list_are_not_joined() =>
        Assert.Empty(ContentGuard.Review(new("货架要放稳\n赚取积分看订单")));

    [Theory]
    [InlineData(ContentKind.Agent)]
    [InlineData(ContentKind.Promoter)]
    [InlineData(ContentKind.Points)]
    public void The_notice_is_offered_and_then_enough(ContentKind kind)
    {
        Assert.Contains(ContentGuard.Review(new("招募服务伙伴") { Kind = kind }), one => one.Code == "CN-ADV-06");
        Assert.Empty(ContentGuard.Review(new(ContentGuard.WithRiskNotice("招募服务伙伴")) { Kind = kind }));
        Assert.Equal(ContentGuard.WithRiskNotice("x"), ContentGuard.WithRiskNotice(ContentGuard.WithRiskNotice("x")));
        Assert.Empty(ContentGuard.Review(new("招募服务伙伴")));
    }

    [Fact]
    public void Only_an_agent_s_advertisement_may_not_name_income()
    {
        var text = ContentGuard.WithRiskNotice("本月收入2000元");

        Assert.Contains(ContentGuard.Review(new(text) { Kind = ContentKind.Agent }), one => one.Code == "CN-ADV-08");
        Assert.DoesNotContain(ContentGuard.Review(new(text)), one => one.Code == "CN-ADV-08");
    }

    [Fact]
    public void A_picture_of_an_expert_is_an_endorsement() => Assert.Equal(
        "CN-ADV-02", Assert.Single(ContentGuard.Review(new("积分说明") { HasEndorser = true })).Code);

    [Fact]
    public void A_promoter_s_promise_is_kept_as_evidence_and_the_house_s_own_is_only_refused()
    {
        Assert.Contains(ContentGuard.Review(new("稳赚") { IsByThirdParty = true }), one => one.Code == "CN-RAI-10");
        Assert.DoesNotContain(ContentGuard.Review(new("稳赚")), one => one.Code == "CN-RAI-10");
    }

    [Fact]
    public void An_approved_template_may_say_what_it_warns_of_and_its_free_text_may_not()
    {
        var template = new TextTemplate("本活动不保本，由{name}主办，奖励{amount}元。");
        ImmutableArray<TextArgument> honest =
            [new("name", TextArgumentType.Free, "示例公司"), new("amount", TextArgumentType.Number, "5.00")];

        Assert.Empty(Rendered(template, honest, template.Hash));
        Assert.NotEmpty(Rendered(template, honest, approved: "another hash"));
        Assert.Contains(
            Rendered(template, honest.SetItem(0, honest[0] with { Value = "稳/赚公司" }), template.Hash),
            one => one.Code == "CN-ADV-01");
        Assert.NotEmpty(Rendered(template, honest.SetItem(1, honest[1] with { Value = "五，稳赚" }), template.Hash));
        Assert.NotEmpty(ContentGuard.Review(new ContentFacts(template.Fill(honest) + "加一句")
        {
            Template = template, Arguments = honest, ApprovedTemplates = [template.Hash],
        }));
    }

    [Fact]
    public void Every_group_of_the_wordings_that_regulators_named_is_there_whole()
    {
        var groups = ClaimTable.All.Where(group => group.Kinds.IsEmpty).ToLookup(group => group.Rule);

        Assert.All(
            (string[])["CN-ADV-01", "CN-ADV-03", "CN-ADV-04", "CN-ADV-05", "CN-ADV-07", "CN-MLM-04", "CN-SEC-03",
                "CN-MLM-08", "CN-TOK-04", "CN-TRD-01"],
            code => Assert.NotEmpty(groups[code]));
    }

    [Fact]
    public void A_text_made_to_be_slow_is_scanned_at_once()
    {
        var text = new StringBuilder();
        for (var times = 0; times < 20_000; times++)
        {
            text.Append("积分上市股份保证始终");
        }

        var watch = System.Diagnostics.Stopwatch.StartNew();
        ContentGuard.Review(new(text.ToString()));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    /// <summary>
    /// What the program itself says on its pages, in both languages, makes none of the promises. Labels of things
    /// that are refused or explained are ours and come from the program, not from a person.
    /// </summary>
    [Fact]
    public void The_pages_own_texts_promise_nothing()
    {
        var texts = Directory.EnumerateFiles(
                Path.Combine(Places.Root, "src", "Wellspring.Server"), "*.*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".razor", StringComparison.Ordinal)
                || file.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => PageText().Matches(File.ReadAllText(file)).SelectMany(
                match => new[] { match.Groups[1].Value, match.Groups[2].Value }))
            .Distinct().ToArray();
        var found =
            from text in texts
            from finding in ContentGuard.Review(new(text))
            where finding.Code is "CN-ADV-01" or "CN-ADV-02" or "CN-ADV-03" or "CN-ADV-04" or "CN-ADV-05" or "CN-ADV-07"
                or "CN-PRE-05"
            select $"{finding.Path}: {text}";

        Assert.True(texts.Length > 1_000, $"{texts.Length}");
        Assert.Empty(found);
    }

    private static ImmutableArray<Wellspring.Core.Plans.Finding> Rendered(
        TextTemplate template, ImmutableArray<TextArgument> arguments, string approved) => ContentGuard.Review(
        new(template.Fill(arguments)) { Template = template, Arguments = arguments, ApprovedTemplates = [approved] });

    [GeneratedRegex("\\bL\\(\\s*\\$?\"((?:[^\"\\\\]|\\\\.)*)\",\\s*\\$?\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex PageText();
}

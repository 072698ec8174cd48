using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Wellspring.Core.Compliance;

/// <summary>One kind of wording that may not be published 话术: its rule and its patterns.</summary>
/// <param name="Kinds">The kinds of text it is for; empty: all.</param>
internal sealed record ClaimGroup(
    string Rule, RuleAction Action, ImmutableArray<string> Patterns, ImmutableArray<ContentKind> Kinds)
{
    // Backtracking could be made to run for hours by a text that somebody sends us.
    private readonly Lazy<Regex> _regex = new(() => new(
        string.Join('|', Patterns.Select(pattern => $"(?:{pattern})")),
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));

    /// <summary>The wordings found in a normalised text, each once.</summary>
    public ImmutableArray<string> Find(string text) =>
        [.. _regex.Value.Matches(text).Select(match => match.Value).Distinct()];

    public bool IsFor(ContentKind kind) => Kinds.IsEmpty || Kinds.Contains(kind);
}

/// <summary>The patterns of the claim scanner, written for normalised, lower-case text.</summary>
internal static class ClaimTable
{
    public static ImmutableArray<ClaimGroup> All { get; } =
    [
        Refuses("CN-ADV-01",
            "保本", "保(?:证)?收益", "零风险|无风险|没有风险",
            "稳(?:赚|赢)|只涨不跌|永远[^。,;]{0,6}(?:上扬|上涨)|单边上(?:扬|涨)",
            "(?:始终|保证)[^。,;]{0,12}(?:上扬|上涨|增值)",
            "(?:兜|托)底(?:积分|回购|价值)?", "(?:固定|稳定|每天|每日|月)(?:收益|分红|返还)", "长期稳定增长",
            "躺(?:赚|赢|收)", "guaranteed (?:return|profit|income)", "risk[- ]free",
            "(?:can )?only (?:go|rise)s? up|only rises|never (?:falls|goes down)"),
        Refuses("CN-ADV-03",
            "消费(?:就是|等于|=)(?:赚钱|投资|存钱|养老)", "(?:消费|购物)?(?:全返|返本|全额返还)", "免费消费",
            "消费还赚钱|边消费边赚钱", "消费养老", "花出去的钱.{0,6}(?:赚|还)回来", "你消费我(?:买单|还钱)",
            @"(?:1\.2|2|两|一点二)倍(?:收益|出局|返)", "投资回报", "full rebate",
            "spend(?:ing)? (?:is|equals|=) (?:earn|mak)ing|shop and earn it all back|100% cash ?back"),
        Refuses("CN-ADV-04",
            "国家(?:备案|认可|支持|扶持|级)", "(?:政府|央行|工信部|网信办|国企|央企)(?:背书|授权|支持|认可)",
            "合法(?:的)?(?:区块链|积分|通证)", "腾讯(?:合法|背书|底层)", "公信力",
            "government[- ]backed|state[- ](?:approved|registered|backed)|officially registered points"),
        Refuses("CN-ADV-05",
            "(?:上市|原始股|配股|并购上市|借壳|股权|股份).{0,14}(?:变现|增值|财务自由|翻倍|兑换|自由)",
            "(?:兑换|换).{0,6}(?:上市公司)?股(?:份|票)", "二级市场(?:增值)?变现",
            "pre-?ipo|convert(?:ed)? (?:in)?to (?:listed )?shares"),
        Refuses("CN-ADV-07",
            "(?:更加)?合规(?:又|合法)|既合规", "不用担心(?:涉)?传|不涉传|规避(?:传销|监管)|化解(?:泡沫|历史泡沫)|消泡沫",
            "(?:已|通过)?合规(?:认证|检测|审核)", "compliance[- ]certified|fully legal scheme"),
        Refuses("CN-MLM-04",
            "(?:发展|拉)(?:下线|人头)|裂变(?:奖|返)|团队(?:长)?(?:奖|业绩|分红)|直推奖|间推奖|级差|平级奖|卖地图|伞下"),
        Refuses("CN-SEC-03", "股东(?:加权)?分红"),
        Refuses("CN-MLM-08",
            "线下(?:统计)?(?:发放|结算)|另外系统|私下(?:转账|发放)|账外|小金库", "off[- ]book|settle offline"),
        new("CN-TOK-04", RuleAction.Warn, ["消费币|(?:绿色)?通证|代币|虚拟货币|数字货币|token|coin"], []),
        Refuses("CN-TRD-01", "挂售|交易(?:所|平台)?.{0,4}积分|积分.{0,10}(?:交易|通兑|流通)|通兑"),
        Refuses("CN-ADV-02",
            "(?:我|本人|会员|学员|客户|宝妈|代理商?|推广员)[^。;!]{0,14}(?:赚|提现|到账|收入|收益|回本|拿回)[^。;!]{0,8}[0-9一二两三四五六七八九十百千万]",
            "(?:专家|教授|院士|博士|协会|学会|研究院|明星|名人)[^。,;!]{0,8}(?:推荐|认证|力荐|见证|证明|代言|站台)",
            @"\b(?:i|we|she|he) (?:have )?(?:earned|made|got back|withdrew) (?:¥|\$|rmb )?[0-9]"),
        For([ContentKind.Agent],
            "CN-ADV-08",
            "(?:年入|月入|日入|收入|收益|净利|利润|分润|回本|赚)[^。;!]{0,12}[0-9一二两三四五六七八九十百千万]",
            "[0-9一二两三四五六七八九十百千万](?:元|块|%|个点)?[^。,;!]{0,8}(?:收入|收益|利润|回报|回本|分成|分润)",
            @"(?:earn|income|profit|make)[^.;!]{0,24}(?:¥|\$|rmb )?[0-9]"),
        Refuses("CN-PRE-05", "概不(?:退款|退换|退货)|不得转让|最终解释权", "no refunds\\b|final interpretation"),
        For([ContentKind.Name],
            "CN-SEC-04", "金融|交易所|交易中心|理财|财富管理|股权众筹|虚拟货币|虚拟资产|加密货币|稳定币"),
        new("CN-TOK-04", RuleAction.Warn, ["币"], [ContentKind.Name]),
    ];

    /// <summary>Part of the ruleset's canonical text.</summary>
    public static string Text { get; } = CanonicalText();

    private static ClaimGroup Refuses(string rule, params string[] patterns) =>
        new(rule, RuleAction.Refuse, [.. patterns], []);

    private static ClaimGroup For(ImmutableArray<ContentKind> kinds, string rule, params string[] patterns) =>
        new(rule, RuleAction.Refuse, [.. patterns], kinds);

    private static string CanonicalText()
    {
        var text = new StringBuilder();
        foreach (var group in All)
        {
            text.Append("claims ").Append(group.Rule).Append(' ').Append(group.Action).Append(' ')
                .AppendJoin('+', group.Kinds).Append('\t').AppendJoin('\t', group.Patterns).Append('\n');
        }

        return text.ToString();
    }
}

using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Server.Hosting;
using Wellspring.Server.Setup;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Console;

/// <summary>One thing that must be there before real trade, and whether it is.</summary>
/// <param name="Code">The rule it comes from; empty for a rule of operating.</param>
/// <param name="Record">What shows that it is done.</param>
/// <param name="Role">Who sees to it.</param>
public sealed record GoLiveItem(string Code, Bilingual What, Bilingual Record, string Role, GoLiveState State);

/// <summary>Whether an item is there.</summary>
public enum GoLiveState
{
    Met,
    Missing,

    /// <summary>The plan does not use what the rule is about.</summary>
    StaysOff,
}

/// <summary>What is missing before the platform may trade under profile CN; read from what is really there.</summary>
public sealed class GoLive(
    ShopDatabase database, Site site, StaffBook staff, IEnumerable<IPaymentChannel> channels, AttestationBook bank,
    ILiveAcknowledgements live)
{
    private static readonly (string Code, string Zh, string En)[] Answerable =
    [
        ("CN-MLM-02", "两层推荐奖励", "Two tiers of referral rewards"),
        ("CN-RAI-02", "封顶倍数高于全体平均能拿回的", "A cap above what all get back on average"),
        ("CN-CON-02", "到顶卖出", "A sale at the cap"),
        ("CN-PAY-06", "积分变现", "Points sold for money"),
        ("CN-FRA-04", "没有服务内容的区域代理", "Region agents without stated duties"),
        ("CN-PI-05", "个人信息出境", "Personal information abroad"),
        ("CN-TRD-02", "其他主体接受积分", "Points taken by another company"),
        ("CN-TOK-03", "面向公众的链上服务", "A public service on a shared ledger"),
        ("CN-PRE-01", "预付卡", "Prepaid cards"),
        ("CHN-WX-01", "微信渠道两层奖励", "Two tiers by WeChat"),
    ];

    public async Task<IReadOnlyList<GoLiveItem>> ItemsAsync(CancellationToken cancellation) =>
    [
        .. Operator(), .. People(), .. Channels(), .. Books(), .. Payouts(), .. await AnswersAsync(cancellation),
    ];

    private IEnumerable<GoLiveItem> Operator()
    {
        var identity = database.Read(OperatorIdentity.Of);
        yield return Item("", "按 CN 档案运行", "The profile is CN",
            "方案的 profile 为 CN;沙盒数据目录不能转换", "the plan's profile; a sandbox cannot be converted", Roles.Admin,
            !site.Pool.Plan.IsSandbox);
        yield return Item("CN-CON-07", "公示经营者名称与登记信息", "The operator's name and registration are public",
            "首次设置填写的名称与统一社会信用代码", "name and registration number from the set-up", Roles.Admin,
            HouseGuard.Review(new SiteFacts(identity?.Name ?? "", identity?.Licence ?? "")).IsEmpty);
        yield return Item("CN-TAX-05", "对外联系方式;开业 30 日内报送平台基础信息",
            "A public contact; base information filed within 30 days of opening",
            "首次设置填写的联系方式;报送回执另存", "the contact from the set-up; keep the receipt of the filing", Roles.Admin,
            identity is { Contact.Length: > 0 });
        yield return Item("", "对外网址使用 https", "The public address is https",
            "serve 的 --public-url", "serve --public-url", Roles.Admin,
            site.Options.PublicUrl?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ?? false);
    }

    private IEnumerable<GoLiveItem> People()
    {
        var people = staff.All().Where(person => person is { IsActive: true, HasSecondFactor: true }).ToList();
        foreach (var role in Roles.All)
        {
            var name = RoleNames.Of(role);
            yield return Item("", $"有人担任{name.Zh}", $"Somebody is {name.En}",
                "人员页的角色", "the roles under People", Roles.Admin, people.Any(person => person.Roles.Contains(role)));
        }

        yield return Item("CN-RAI-07", "两位核验过身份的人(注资、大额提现、解除暂停)",
            "Two people with verified identities, for injections, large withdrawals, lifting a pause",
            "人员页的身份核验", "the verified identities under People", Roles.Admin,
            people.Select(person => person.VerifiedIdentity).OfType<string>().Distinct().Count() >= 2);
    }

    private IEnumerable<GoLiveItem> Channels()
    {
        yield return Item("CN-PAY-01", "持牌收款渠道已配置(微信支付或支付宝),或商户直收",
            "A licensed channel is configured (WeChat Pay or Alipay), or merchants collect themselves",
            "docs/operating 的渠道设置", "the channel's settings, docs/operating", Roles.Admin,
            channels.Any(channel => channel.Name is not ("simulated" or "manual")));
        yield return Item("CN-PAY-08", "付款都有凭证号", "Every payout has a voucher number",
            "提现与商户结算的凭证", "vouchers of withdrawals and settlements", Roles.Finance,
            database.Read(reader => reader.Number(
                $"SELECT 1 FROM withdrawals WHERE state = 'paid' AND (reference IS NULL OR reference = '')")) is null);
    }

    private IEnumerable<GoLiveItem> Books()
    {
        yield return Item("", "做过一次全量验证且完好", "A full verification found everything intact",
            "导出与验证页", "Exports and verification", Roles.Admin,
            database.Read(reader => reader.Number(
                $"SELECT 1 FROM staff_jobs WHERE kind = 'verify' AND state = 'done'")) is not null);
        yield return Item("CN-RAI-09", "没有未核销的渠道账单差异", "No unreconciled difference with a channel's bill",
            "对账页", "Channel bills", Roles.Finance,
            database.Read(reader => reader.Number(
                $"SELECT 1 FROM bill_differences WHERE cleared_at IS NULL")) is null);
    }

    // What money to people rests on; acknowledgements stand in the journal and are asked for by the pool itself.
    private IEnumerable<GoLiveItem> Payouts()
    {
        yield return Item("CN-PAY-04", "提现前实名核验", "Identity checked before a withdrawal",
            "实名核验页已有通过的资料", "an approved identity under Identity review", Roles.Risk,
            database.Read(reader => reader.Number($"SELECT 1 FROM payees WHERE state = 'approved'")) is not null);
        foreach (var (type, zh, en) in new[]
        {
            (TaxBook.PointSale, "积分卖出的扣税规则由会计师书面确定", "An accountant fixed how sales of points are taxed"),
            (TaxBook.Reward, "推荐奖励的扣税规则由会计师书面确定", "An accountant fixed how rewards are taxed"),
        })
        {
            yield return Item(type == TaxBook.PointSale ? "CN-TAX-03" : "CN-TAX-02", zh, en, "税务页的规则,两人登记",
                "the rules under Taxes, entered by two people", Roles.Finance, database.Read(reader =>
                    reader.Number($"SELECT 1 FROM tax_rules WHERE type = {type}")) is not null);
        }

        yield return Item("CN-RAI-09", "银行余额已登记且与账面一致", "A bank balance is on record and agrees with the book",
            "银行对账页", "Bank attestations", Roles.Finance, bank.Review().Count == 0);
        yield return Item("CN-PI-08", "个人信息保护影响评估", "Impact assessment of personal data",
            "个人信息页的评估记录", "an assessment under Personal data", Roles.Risk, database.Read(reader =>
                reader.Number($"SELECT 1 FROM impact_assessments WHERE topic = 'sensitive'")) is not null);
    }

    // Each rule that a plan can be asked to answer in writing: signed and in force, still open, or not used at all.
    private async Task<List<GoLiveItem>> AnswersAsync(CancellationToken cancellation)
    {
        var needs = site.Pool.Plan.Needs;
        var items = new List<GoLiveItem>();
        foreach (var (code, zh, en) in Answerable)
        {
            items.Add(new(
                code, new(zh, en), new("负责人与第二人的书面确认", "a written acknowledgement by two responsible people"),
                Roles.Admin,
                !needs.Contains(code) ? GoLiveState.StaysOff
                : await live.IsLiveAsync(code, cancellation) ? GoLiveState.Met : GoLiveState.Missing));
        }

        return items;
    }

    private static GoLiveItem Item(
        string code, string zh, string en, string recordZh, string recordEn, string role, bool isMet) => new(
        code, new(zh, en), new(recordZh, recordEn), role, isMet ? GoLiveState.Met : GoLiveState.Missing);
}

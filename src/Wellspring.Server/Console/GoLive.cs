using Wellspring.Core;
using Wellspring.Server.Hosting;
using Wellspring.Server.Setup;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
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

    /// <summary>This release cannot take the record, so what needs it stays off.</summary>
    StaysOff,
}

/// <summary>What is missing before the platform may trade under profile CN; read from what is really there.</summary>
public sealed class GoLive(ShopDatabase database, Site site, StaffBook staff, IEnumerable<IPaymentChannel> channels)
{
    public IReadOnlyList<GoLiveItem> Items() =>
        [.. Operator(), .. People(), .. Channels(), .. Books(), .. NotYet()];

    private IEnumerable<GoLiveItem> Operator()
    {
        var identity = database.Read(OperatorIdentity.Of);
        yield return Item("", "按 CN 档案运行", "The profile is CN",
            "方案的 profile 为 CN;沙盒数据目录不能转换", "the plan's profile; a sandbox cannot be converted", Roles.Admin,
            !site.Pool.Plan.IsSandbox);
        yield return Item("CN-CON-05", "公示经营者名称与登记信息", "The operator's name and registration are public",
            "首次设置填写的名称与统一社会信用代码", "name and registration number from the set-up", Roles.Admin,
            identity is { Name.Length: > 0, Licence.Length: > 0 });
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

    // What needs a written acknowledgement, an identity or a tax record cannot be recorded in this release.
    private static IEnumerable<GoLiveItem> NotYet()
    {
        yield return Off("CN-PAY-06", "积分变现:律师意见,两人确认", "Points for money: a legal opinion, two people",
            "卖出保持关闭", "selling stays off", Roles.Admin);
        yield return Off("CN-PAY-04", "提现前实名核验", "Identity checked before a withdrawal",
            "提现保持关闭", "withdrawals stay off", Roles.Risk);
        yield return Off("CN-TAX-01", "收款人纳税识别号", "Tax identity of payees", "提现保持关闭", "withdrawals stay off",
            Roles.Finance);
        yield return Off("CN-TAX-03", "积分换钱的税目由会计师书面确定", "An accountant fixes the tax class of cash-out",
            "提现保持关闭", "withdrawals stay off", Roles.Finance);
        yield return Off("CN-CON-02", "到顶卖出的单独同意", "Separate consent to a sale at the cap",
            "封顶保持关闭", "the cap stays off", Roles.Operator);
        yield return Off("CN-MLM-02", "两层奖励由负责人书面确认", "Two tiers confirmed in writing", "只能一层", "one tier only",
            Roles.Admin);
        yield return Off("CN-PI-08", "个人信息保护影响评估", "Impact assessment of personal data",
            "评估报告由经营者另存", "the operator keeps the report", Roles.Admin);
    }

    private static GoLiveItem Item(
        string code, string zh, string en, string recordZh, string recordEn, string role, bool isMet) => new(
        code, new(zh, en), new(recordZh, recordEn), role, isMet ? GoLiveState.Met : GoLiveState.Missing);

    private static GoLiveItem Off(string code, string zh, string en, string recordZh, string recordEn, string role) =>
        new(code, new(zh, en), new(recordZh, recordEn), role, GoLiveState.StaysOff);
}

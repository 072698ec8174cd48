using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Console;

/// <summary>Who may look at which page of the console; auditors look at everything, with persons masked.</summary>
internal static class Seats
{
    /// <summary>Members, merchants, orders, money on its way, the journal.</summary>
    public const string Trade = Roles.Operator + "," + Roles.Finance + "," + Roles.Risk + "," + Roles.Auditor;

    /// <summary>Those who may see who somebody is.</summary>
    public const string Persons = Roles.Operator + "," + Roles.Risk;

    public const string Support = Roles.Operator + "," + Roles.Risk + "," + Roles.Auditor;

    public const string Books = Roles.Finance + "," + Roles.Auditor;

    public const string Admins = Roles.Admin + "," + Roles.Auditor;

    /// <summary>Those who compare identity papers, and the auditor, who sees no names.</summary>
    public const string Identity = Roles.Risk + "," + Roles.Auditor;

    public const string Reports = Roles.Finance + "," + Roles.Admin + "," + Roles.Auditor;

    /// <summary>Those who file reports; an auditor has packs of their own.</summary>
    public const string Filing = Roles.Finance + "," + Roles.Admin;

    public const string Watch = Roles.Admin + "," + Roles.Risk + "," + Roles.Auditor;
}

/// <summary>One place of the console.</summary>
internal sealed record Noun(string Path, Bilingual Name, string? Seats);

/// <summary>The left rail: the places a person may go to. What is not built has no link.</summary>
internal static class Rail
{
    private static readonly Noun[] All =
    [
        new("/console", new("总览", "Overview"), null),
        new("/console/decisions", new("待决定", "Decisions"), null),
        new("/console/members", new("会员", "Members"), Seats.Trade),
        new("/console/merchants", new("商户", "Merchants"), Seats.Trade),
        new("/console/orders", new("订单", "Orders"), Seats.Trade),
        new("/console/payments", new("收款退款", "Money in and back"), Seats.Trade),
        new("/console/withdrawals", new("提现", "Withdrawals"), Seats.Trade),
        new("/console/identities", new("实名核验", "Identity review"), Seats.Identity),
        new("/console/taxes", new("税务", "Taxes"), Seats.Books),
        new("/console/attestations", new("银行对账", "Bank attestations"), Seats.Trade),
        new("/console/monitor", new("监测与暂停", "Monitor and holds"), Seats.Watch),
        new("/console/reports", new("报送与日历", "Reports and calendar"), Seats.Reports),
        new("/console/privacy", new("个人信息", "Personal data"), Seats.Support),
        new("/console/bills", new("渠道对账", "Channel bills"), Seats.Books),
        new("/console/agents", new("区域代理", "Agents"), Seats.Trade),
        new("/console/rewards", new("奖励", "Rewards"), Seats.Trade),
        new("/console/tickets", new("工单", "Tickets"), Seats.Support),
        new("/console/pool", new("池子", "Pool"), null),
        new("/console/plan", new("方案", "Plan"), null),
        new("/console/simulator", new("模拟器", "Simulator"), null),
        new("/console/legacy", new("历史债务", "Old debt"), Seats.Trade),
        new("/console/referrals", new("推荐关系", "Referrals"), Seats.Trade),
        new("/console/texts", new("文字审核", "Texts"), Seats.Trade),
        new("/console/journal", new("账本", "Journal"), Seats.Trade),
        new("/console/exports", new("导出与验证", "Exports"), Seats.Trade),
        new("/console/keys", new("接口密钥", "API keys"), Seats.Admins),
        new("/console/webhooks", new("推送", "Webhooks"), Seats.Admins),
        new("/console/people", new("人员", "People"), Seats.Admins),
        new("/console/audit", new("操作日志", "Audit log"), Seats.Watch),
        new("/console/golive", new("合规与上线", "Go-live"), null),
        new("/console/health", new("运行状况", "Health"), null),
    ];

    public static IEnumerable<Noun> For(StaffMember? person) => person is null ? [] : All.Where(noun =>
        noun.Seats is null || person.MayAny(noun.Seats.Split(',')));
}

/// <summary>What roles are called.</summary>
internal static class RoleNames
{
    public static Bilingual Of(string role) => role switch
    {
        Roles.Operator => new("运营", "operator"),
        Roles.Finance => new("财务", "finance"),
        Roles.Risk => new("风控", "risk"),
        Roles.Auditor => new("审计", "auditor"),
        Roles.Admin => new("管理员", "admin"),
        _ => new(role, role),
    };
}

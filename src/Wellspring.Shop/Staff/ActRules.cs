using Wellspring.Core;
using Wellspring.Shop.Access;

namespace Wellspring.Shop.Staff;

/// <summary>A kind of act that takes two people 双人操作: who may ask for it, and who may let it happen.</summary>
public sealed record ActRule(string Kind, Bilingual Name, IReadOnlyList<string> Askers, IReadOnlyList<string> Deciders);

/// <summary>All acts that take two people.</summary>
public static class ActRules
{
    public const string Inject = "inject";
    public const string Subsidise = "subsidise";
    public const string ReturnReserve = "return-reserve";
    public const string LiftPause = "lift-pause";
    public const string Withdrawal = "withdrawal";
    public const string AnnounceClosing = "announce-closing";
    public const string ClosePool = "close-pool";
    public const string SecondFactor = "second-factor";
    public const string PublishPlan = "publish-plan";
    public const string Acknowledge = "acknowledge";
    public const string VoidAcknowledgement = "void-acknowledgement";
    public const string ReleaseOrder = "release-order";

    public const string TaxRule = "tax-rule";
    public const string Attestation = "attestation";
    public const string ExplainBook = "explain-book";
    public const string ReleaseHold = "release-hold";
    public const string ReleaseFinding = "release-finding";
    public const string AuthorityOrder = "authority-order";
    public const string LiftOrder = "lift-order";
    public const string NamedReport = "named-report";

    public const string FundSettlement = "fund-settlement";
    public const string BuyLockedPoints = "buy-locked-points";
    public const string StopReleases = "stop-releases";
    public const string RestartReleases = "restart-releases";
    public const string SignReconciliation = "sign-reconciliation";
    public const string ResolveClaim = "resolve-claim";
    public const string TransferClaim = "transfer-claim";
    public const string WithdrawClaim = "withdraw-claim";
    public const string PaperConsent = "paper-consent";

    private static readonly string[] Money = [Roles.Finance, Roles.Risk];
    private static readonly string[] Responsible = [Roles.Admin, Roles.Risk];

    public static IReadOnlyList<ActRule> All { get; } =
    [
        new(Inject, new("注资", "Injection"), [Roles.Finance], Money),
        new(Subsidise, new("补贴", "Subsidy"), [Roles.Finance], Money),
        new(ReturnReserve, new("准备金放回", "Return of reserve"), [Roles.Finance], Money),
        new(LiftPause, new("解除暂停", "Lifting the pause"), [Roles.Risk], [Roles.Risk, Roles.Finance, Roles.Admin]),
        new(Withdrawal, new("大额提现", "Large withdrawal"), [Roles.Risk], Money),
        new(AnnounceClosing, new("公告终止", "Notice of closing"), [Roles.Admin], Money),
        new(ClosePool, new("终止", "Closing"), [Roles.Admin], Money),
        new(PublishPlan, new("发布方案新版", "Publishing a plan version"), Responsible, Responsible),
        new(Acknowledge, new("合规确认", "Acknowledgement"), Responsible, Responsible),
        new(VoidAcknowledgement, new("撤销合规确认", "Voiding an acknowledgement"), Responsible, Responsible),
        new(ReleaseOrder, new("放行审核订单", "Release of a held order"), [Roles.Risk, Roles.Operator],
            [Roles.Risk, Roles.Admin]),
        new(SecondFactor, new("重置验证器", "Reset of a second factor"), [Roles.Admin], [Roles.Admin, Roles.Risk]),
        new(TaxRule, new("扣税规则", "Withholding rule"), [Roles.Finance], [Roles.Finance, Roles.Risk, Roles.Admin]),
        new(Attestation, new("银行对账", "Bank attestation"), [Roles.Finance], Money),
        new(ExplainBook, new("对账差额说明", "Explained difference with the bank"), [Roles.Finance], [Roles.Risk]),
        new(ReleaseHold, new("放行暂停的提现", "Release of a held withdrawal"), [Roles.Risk], Money),
        new(ReleaseFinding, new("放行监测结果", "Release of what the monitor held"), [Roles.Risk],
            [Roles.Risk, Roles.Finance, Roles.Admin]),
        new(AuthorityOrder, new("执行机关文书", "Order of an authority"), [Roles.Risk, Roles.Admin],
            [Roles.Risk, Roles.Finance, Roles.Admin]),
        new(NamedReport, new("实名报送包", "Report pack with names"), [Roles.Finance],
            [Roles.Risk, Roles.Admin]),
        new(FundSettlement, new("结算资金存入", "Money for the settlement fund"), [Roles.Finance], Money),
        new(BuyLockedPoints, new("为债权人买入锁定积分", "Locked points bought for a creditor"), [Roles.Finance], Money),
        new(StopReleases, new("停止释放", "Stop of releases"), [Roles.Risk, Roles.Operator, Roles.Finance],
            [Roles.Risk, Roles.Finance, Roles.Admin]),
        new(RestartReleases, new("恢复释放", "Restart of releases"), [Roles.Risk, Roles.Finance],
            [Roles.Risk, Roles.Finance, Roles.Admin]),
        new(SignReconciliation, new("签署历史债务核对表", "Signing the reconciliation of the old debt"),
            [Roles.Finance], [Roles.Risk, Roles.Admin]),
        new(ResolveClaim, new("解决债权争议", "Resolution of a disputed claim"), [Roles.Operator, Roles.Risk], Responsible),
        new(TransferClaim, new("债权转让或继承", "Transfer of a claim"), [Roles.Operator, Roles.Risk], Responsible),
        new(WithdrawClaim, new("撤回误登债权", "Withdrawal of a wrong claim"), [Roles.Operator, Roles.Risk], Responsible),
        new(PaperConsent, new("书面同意登记", "Answer of a creditor on paper"), [Roles.Operator, Roles.Risk],
            [Roles.Risk, Roles.Finance, Roles.Admin]),
        new(LiftOrder, new("解除机关措施", "End of an authority's order"), [Roles.Risk, Roles.Admin],
            [Roles.Risk, Roles.Finance, Roles.Admin]),
    ];

    public static ActRule Of(string kind) => All.First(rule => rule.Kind == kind);
}

/// <summary>What is asked for: a kind, what it is about, and pool commands where it is the pool that acts.</summary>
/// <param name="Subject">A withdrawal's or staff user's id, or a word for the pool itself.</param>
/// <param name="Commands">Canonical command lines; the approver's name is put in when they are run.</param>
public sealed record TwoPersonAct(string Kind, string Subject, IReadOnlyList<string> Commands);

/// <summary>One act that was asked for.</summary>
/// <param name="Effect">The exact effect as the dry run showed it when it was asked.</param>
/// <param name="State"><c>open</c>, <c>done</c>, <c>refused</c>, <c>withdrawn</c>, <c>expired</c> or
/// <c>failed</c>.</param>
public sealed record Approval(
    string Id, string Kind, string Subject, IReadOnlyList<string> Commands, IReadOnlyList<Bilingual> Effect,
    string AskedBy, Instant AskedAt, Instant ExpiresAt, string State, string? DecidedBy, Instant? DecidedAt,
    string? Note)
{
    public bool IsOpen => State == "open";
}

/// <summary>What became of an act: a stable code and a sentence; a token where a link has to be handed on.</summary>
public sealed record ActAnswer(string Code, Bilingual Sentence, string? Token = null)
{
    public const string Done = "done";
    public const string Asked = "asked";
    public const string SecondPersonMissing = "second-person-missing";
    public const string SamePerson = "same-person";
    public const string IdentityMissing = "identity-not-verified";
    public const string RoleMissing = "role-missing";
    public const string Expired = "expired";
    public const string Refused = "refused";

    public bool IsGood => Code is Done or Asked;

    public static ActAnswer Well(string zh, string en) => new(Done, new(zh, en));

    public static ActAnswer No(string zh, string en) => new(Refused, new(zh, en));

    public static ActAnswer No(Bilingual why) => new(Refused, why);
}

namespace Wellspring.Shop.Webhooks;

/// <summary>What another program can be told about. The names are public: added, never changed.</summary>
public static class WebhookKinds
{
    public const string OrderSettled = "order.settled";
    public const string OrderReversed = "order.reversed";

    /// <summary>A cap exit was announced; it runs when the notice ends.</summary>
    public const string ExitNotice = "exit.notice";
    public const string MemberExited = "member.exited";
    public const string WithdrawalRequested = "withdrawal.requested";
    public const string WithdrawalApproved = "withdrawal.approved";
    public const string WithdrawalPaid = "withdrawal.paid";
    public const string WithdrawalFailed = "withdrawal.failed";
    public const string WithdrawalRejected = "withdrawal.rejected";

    /// <summary>The price of a point, at most once a journal record.</summary>
    public const string PriceChanged = "price.changed";

    /// <summary>Sent by hand, to see whether a receiver works.</summary>
    public const string Test = "webhook.test";

    public static IReadOnlyList<string> All { get; } =
    [
        OrderSettled, OrderReversed, ExitNotice, MemberExited, WithdrawalRequested, WithdrawalApproved, WithdrawalPaid,
        WithdrawalFailed, WithdrawalRejected, PriceChanged,
    ];
}

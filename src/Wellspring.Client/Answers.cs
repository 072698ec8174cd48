using System.Text.Json;

namespace Wellspring.Client;

/// <summary>What one point is worth: the exact fraction, and decimals for people.</summary>
public sealed record PriceFigure(string Numerator, string Denominator, string Decimal);

/// <summary>What a member holds, at one position of the journal. Amounts are decimal strings.</summary>
public sealed record Balance(
    string Member, string Points, int Scale, string Value, string Wallet, string WalletSales, string WalletRewards,
    string GoodsCredit, string Receivable, long Position);

/// <summary>The answer to a command that counts.</summary>
/// <param name="Outcome">What happened: <c>orderSettled</c>, <c>pointsSold</c>, …</param>
/// <param name="Repeated">The same command was answered before; nothing new happened.</param>
/// <param name="Position">The journal record that holds it; send it as <c>after</c> to read it back.</param>
public sealed record CommandAnswer(
    string Command, string Outcome, bool Repeated, long Position, string At, string? Points, string? Value,
    string? Paid, string? Credit, string Pool, string Circulating, PriceFigure? Price, int Scale, Balance? Member);

/// <summary>What became of one command of a batch.</summary>
/// <param name="Status">As if the command had been sent alone.</param>
public sealed record BatchLine(int Line, int Status, CommandAnswer? Answer, Refusal? Problem);

/// <summary>Why the API said no: problem details with a stable code and the sentence in both languages.</summary>
/// <param name="Type">Such as <c>urn:wellspring:refusal:not-enough-points</c>.</param>
public sealed record Refusal(
    string Type, string Title, int Status, string Detail, string Code, string Zh, string En, string? Mend = null,
    string? Place = null, string? Command = null, long? Position = null, bool Repeated = false,
    int? RetryAfter = null)
{
    /// <summary>A "no" by the rules of the pool: sending it again changes nothing.</summary>
    public bool IsByTheRules => Status == 422;
}

/// <summary>Where the pool stands.</summary>
public sealed record PoolFigures(
    long Position, string Plan, string PlanHash, string Profile, string Clock, int Scale, string Pool,
    string Circulating, PriceFigure? Price, string Reserve, string Inflow, string Turnover, string Paid, long Members,
    long Orders, long Exits, int Pending, bool Paused, bool Closed, string? NextDue);

/// <summary>What a member holds, is owed and did.</summary>
public sealed record MemberFigures(
    string Member, long Position, int Scale, string Points, string Value, string Wallet, string WalletSales,
    string WalletRewards, string GoodsCredit, string Receivable, string Basis, string Proceeds, string Spent,
    string Received, string? NoticeEnds, string? Referrer, IReadOnlyList<PendingFigures> Pending);

/// <summary>An order before finality, and the points it would mint now.</summary>
public sealed record PendingFigures(string Order, string Amount, string Points, string? Due, string? Waiting);

/// <summary>One line of a statement; amounts are signed, from the member's side.</summary>
public sealed record StatementEntry(
    long Position, string At, string What, string? Reference, string Money, string Points, int Scale);

/// <summary>An order as the pool knows it.</summary>
public sealed record OrderFigures(
    string Order, string State, string? Member, string? Merchant, string? Amount, string? Inflow, string? Points,
    int? Scale, string? Refunded, string? Due, string? Waiting, long Position, long First);

/// <summary>A withdrawal and where it stands.</summary>
public sealed record WithdrawalFigures(
    string Withdrawal, string Member, string Amount, string Fee, string FromSales, string FromRewards, string State,
    string? Reason, string? Reference, string RequestedAt, string? DoneAt, string FromDividends);

/// <summary>What a deed would give now; send the scale back with the deed.</summary>
public sealed record Quote(
    string Member, string Points, int Scale, string Value, string? Paid, string? Credit, string Retained,
    PriceFigure? Price, long Position);

/// <summary>One page of a list.</summary>
/// <param name="Next">The cursor of the next page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>A new receiver of webhooks with its secret, which is shown this once.</summary>
public sealed record NewWebhook(string Webhook, string Url, IReadOnlyList<string> Kinds, string State, string Secret);

/// <summary>A message that a receiver got.</summary>
/// <param name="Type">Such as <c>order.settled</c>.</param>
/// <param name="Position">Position and line order what one member is told.</param>
public sealed record WebhookMessage(string Type, string Timestamp, long Position, long Line, JsonElement Data);

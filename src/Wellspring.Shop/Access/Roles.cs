namespace Wellspring.Shop.Access;

/// <summary>What the operator's people may do; one person may have several roles.</summary>
public static class Roles
{
    public const string Operator = "operator";
    public const string Finance = "finance";
    public const string Risk = "risk";

    /// <summary>Reads everything, changes nothing, sees no personal data unmasked.</summary>
    public const string Auditor = "auditor";
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } = [Operator, Finance, Risk, Auditor, Admin];
}

/// <summary>What an API key may do.</summary>
public static class Scopes
{
    /// <summary>Pool figures, price history, quotes.</summary>
    public const string ReadPool = "pool:read";

    /// <summary>Members, orders, withdrawals, statements.</summary>
    public const string ReadMembers = "members:read";
    public const string WriteOrders = "orders:write";
    public const string WriteCommands = "commands:write";
    public const string Exports = "exports:read";
    public const string Webhooks = "webhooks:write";


    /// <summary>Points at the checkout of a connected mall.</summary>
    public const string MallCheckout = "malls:checkout";

    public static IReadOnlyList<string> All { get; } =
        [ReadPool, ReadMembers, WriteOrders, WriteCommands, Exports, Webhooks, MallCheckout];
}

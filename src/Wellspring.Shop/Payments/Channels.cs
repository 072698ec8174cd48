using Wellspring.Core.Plans;

namespace Wellspring.Shop.Payments;

/// <summary>The payment channels that are configured, and the addresses their callbacks come to.</summary>
/// <param name="publicUrl">The address that payers and channels reach us at.</param>
public sealed class Channels(IEnumerable<IPaymentChannel> all, Func<Uri> publicUrl)
{
    public const string Simulated = "simulated";
    public const string Manual = "manual";

    private readonly Dictionary<string, IPaymentChannel> _all = all.ToDictionary(channel => channel.Name);

    /// <summary>A channel by name; null when it is not configured, or not for this plan.</summary>
    public IPaymentChannel? Find(string name, Plan plan) =>
        (name == Simulated) == plan.IsSandbox ? _all.GetValueOrDefault(name) : null;

    /// <summary>The channels members may choose: in a sandbox the simulated one only, else never that one.</summary>
    public IReadOnlyList<IPaymentChannel> For(Plan plan) =>
        [.. _all.Values.Where(channel => (channel.Name == Simulated) == plan.IsSandbox)];

    public Uri PublicUrl => publicUrl();

    public Uri NotifyUrl(string channel) => new(PublicUrl, $"/callbacks/{channel}");
}

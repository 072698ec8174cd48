namespace Wellspring.Shop.Tests.Gateway;

/// <summary>The wall clock of a machine that is wrong by so much.</summary>
internal sealed class MovedTime(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
}

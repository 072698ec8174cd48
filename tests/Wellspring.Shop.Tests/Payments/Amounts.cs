using Wellspring.Core;

namespace Wellspring.Shop.Tests.Payments;

/// <summary>Amounts as a person says them: <c>88L.Yuan</c>.</summary>
internal static class Amounts
{
    extension(long value)
    {
        public Money Yuan => Money.FromYuan(value);
    }
}

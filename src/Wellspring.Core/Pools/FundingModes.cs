using System.Collections.Immutable;
using System.Diagnostics;

namespace Wellspring.Core.Pools;

/// <summary>The public spelling of funding modes, as files and answers carry them: <c>own-goods</c>.</summary>
public static class FundingModes
{
    internal static ImmutableArray<FundingMode> All { get; } = [.. Enum.GetValues<FundingMode>()];

    public static string Code(this FundingMode mode) => mode switch
    {
        FundingMode.OwnGoods => "own-goods",
        FundingMode.MerchantDirect => "merchant-direct",
        FundingMode.LicensedSplit => "licensed-split",
        FundingMode.OperatorCollects => "operator-collects",
        _ => throw new UnreachableException($"no code for funding mode {(int)mode}"),
    };
}

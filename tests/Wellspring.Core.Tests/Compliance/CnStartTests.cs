using Wellspring.Core.Plans;

namespace Wellspring.Core.Tests.Compliance;

public sealed class CnStartTests
{
    private static readonly PlanDraft Careful = new()
    {
        Id = "cn",
        NameZh = "稳妥起步",
        Profile = PlanProfile.Cn,
        Pool = new() { Float = Money.FromYuan(100) },
        Selling = new() { Enabled = false },
        Cap = new() { Multiple = null },
        Withdrawal = new() { Enabled = false },
        Rewards = new() { Direct = Rate.FromParts(3_000) },
    };

    public static TheoryData<string, PlanDraft> Faults => new()
    {
        { "CN-PAY-06", Careful with { Selling = new() { Enabled = true } } },
        { "CN-PAY-04", Careful with { Withdrawal = new() { Enabled = true } } },
        { "CN-RAI-01", Careful with { Cap = new() { Multiple = new(2_000_000) } } },
        { "CN-RAI-02", Careful with { Cap = new() { Multiple = new(1_200_000) } } },
        { "CN-CON-02", Careful with { Cap = new() { Multiple = new(100_000) } } },
        { "CN-CON-01", Careful with { Orders = new() { ReturnWindow = new((7 * 86_400_000L) - 1) } } },
        { "CN-MLM-02", Careful with { Rewards = new() { Direct = Rate.FromParts(3_000),
            Indirect = Rate.FromParts(1) } } },
        { "CN-SEC-04", Careful with { NameZh = "幸福理财" } },
        { "accept-final", Careful with { Orders = new() { AcceptFinal = true } } },
        { "float-required", Careful with { Pool = new() { Float = Money.FromUnits(99_999_999) } } },
    };

    [Fact]
    public void A_plan_that_needs_no_acknowledgement_runs()
    {
        Assert.True(PlanReview.TryApprove(Careful, out var plan, out var findings));
        Assert.Empty(findings);
        Assert.False(plan.IsSandbox);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_is_refused_by_its_rule(string code, PlanDraft draft)
    {
        Assert.False(PlanReview.TryApprove(draft, out var plan, out var findings));
        Assert.Null(plan);
        Assert.Contains(findings, finding => finding.Code == code);
    }

    [Theory]
    [InlineData(1_250_000, false)]
    [InlineData(1_250_001, true)]
    public void The_net_static_multiple_is_at_most_one(long millionths, bool isRefused)
    {
        PlanReview.TryApprove(Careful with { Cap = new() { Multiple = new(millionths) } }, out _, out var findings);

        Assert.Equal(isRefused, findings.Any(finding => finding.Code == "CN-RAI-01"));
    }

    [Fact]
    public void The_same_settings_run_in_a_sandbox()
    {
        foreach (var row in Faults)
        {
            var draft = row.Data.Item2 with { Profile = PlanProfile.Sandbox };

            Assert.True(PlanReview.TryApprove(draft, out _, out var findings), string.Join(' ', findings));
        }
    }

    [Fact]
    public void The_shipped_plan_is_approved()
    {
        var text = File.ReadAllText(Path.Combine(Root(), "plans", "cn-start.json"));

        var (draft, findings) = PlanFile.Read(text);

        Assert.Empty(findings);
        Assert.True(PlanReview.TryApprove(draft!, out _, out findings), string.Join(' ', findings));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Wellspring.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}

using Wellspring.Cli.Tests.Processes;

namespace Wellspring.Cli.Tests.Legacy;

/// <summary>Commands about old debts, applied from a file as an operator would.</summary>
public sealed class LegacyAnswerTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_command_about_an_old_debt_is_answered_in_words()
    {
        var hash = new string('a', 64);
        var plan = Path.Combine(Path.GetDirectoryName(CliFolder.Plan)!, "legacy-conversion.json");
        var file = _folder.Write("commands.jsonl",
            Line(1, "registerClaim", "'claim':'k1','member':'ann','claimKind':'cash','amount':'1000',"
                + $"'since':'2021-03-05','evidence':'{hash}','origin':'old'"),
            Line(2, "answerOffer", $"'member':'ann','answer':'yes','offer':'{hash}'"),
            Line(3, "fundSettlement", "'amount':'500','source':'own','voucher':'v1','approver':'boss'"),
            Line(4, "placeOrder", "'order':'o1','member':'ann','merchant':'s1','amount':'400'"),
            Line(5, "payWithCoins", "'member':'ann','order':'o1','coins':'200'"),
            Line(6, "payWithCoins", "'member':'ann','order':'o1','coins':'900'"),
            Line(7, "stopReleases", "'by':'a','approver':'b','reason':'audit'"),
            Line(8, "restartReleases", "'by':'a','approver':'b'"));

        var said = (await _folder.RunAsync("apply", "--plan", plan, "--data", _folder.Data, file)).Exits(0);

        var lines = said.Output.Split('\n');
        Assert.Contains("债权登记 claim registered ¥1,000.00", lines[0], StringComparison.Ordinal);
        Assert.Contains("消费币 coins ¥1,000.00", lines[1], StringComparison.Ordinal);
        Assert.Contains("结算资金存入 settlement funded ¥500.00", lines[2], StringComparison.Ordinal);
        Assert.Contains("抵货款 value ¥200.00 · 存入 deposit ¥32.00", lines[4], StringComparison.Ordinal);
        Assert.Contains("拒绝 refused", lines[5], StringComparison.Ordinal);
        Assert.Contains("释放停止 releases stopped", lines[6], StringComparison.Ordinal);
        Assert.Contains("释放恢复 releases restarted", lines[7], StringComparison.Ordinal);
    }

    private static string Line(int number, string kind, string fields) =>
        $"{{'id':'l-{number}','at':'2026-01-05T10:0{number}:00+08:00','{kind}':{{{fields}}}}}"
            .Replace('\'', '"');
}

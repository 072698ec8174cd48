using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsCheck;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Shop.Legacy.Files;

namespace Wellspring.Shop.Tests.Legacy;

/// <summary>Files of claims as an old platform writes them, good and bad.</summary>
public sealed class ClaimFileTests
{
    // 2026-11-23.
    private const long Today = 20_780;
    private const string Header = "claim,creditor,kind,amount,quantity,unitValue,since,evidence,origin\n";

    private static readonly string Proof = new('a', 64);

    [Fact]
    public void Three_kinds_of_claims_are_read_with_their_sums()
    {
        var file = Read(Header
            + $"C-1,u100,cash,1234.50,,,2021-03-05,{Proof},返利账户\n"
            + $"C-2,u101,old-points,,2500.9,0.01,2022-01-31,{new string('b', 64)},积分账户\n"
            + $"C-3,u100,goods,88,,,2023/7/9,{new string('C', 64)},未发货订单\n");

        Assert.True(file.IsClean);
        Assert.Equal(
            [
                new ClaimRow(2, "C-1", "u100", ClaimKind.Cash, Yuan("1234.5"), null, null, 18_691, Proof, "返利账户"),
                new ClaimRow(3, "C-2", "u101", ClaimKind.OldPoints, Yuan("25"), Points.FromUnits(250_090_000_000),
                    Yuan("0.01"), 19_023, new('b', 64), "积分账户"),
                new ClaimRow(4, "C-3", "u100", ClaimKind.Goods, Yuan("88"), null, null, 19_547, new('c', 64), "未发货订单"),
            ],
            file.Claims);
        Assert.Equal(new(3, Yuan("1347.5")), file.Accepted);
        Assert.Equal(new(1, Yuan("25")), file.Of(ClaimKind.OldPoints));
        Assert.Equal(18_691, file.Oldest);
        Assert.Equal("2021-03-05", file.Claims[0].Day);
        Assert.Equal("u100", Assert.Single(file.SeveralClaims).Key);
    }

    [Fact]
    public void Columns_are_known_by_their_chinese_names_in_any_order()
    {
        var file = Read($"来源,证据,发生日,金额,类型,债权人,债权编号\n\"返利,账户\",{Proof},2021-03-05,10,现金,张店,C-1\n");

        var claim = Assert.Single(file.Claims);
        Assert.Equal(("C-1", "张店", "返利,账户", Yuan("10")), (claim.Claim, claim.Creditor, claim.Origin, claim.Amount));
    }

    [Theory]
    [InlineData("C 1,u1,cash,1,,,2021-03-05,P,x", "claim-id", "claim")]
    [InlineData("13800138000,u1,cash,1,,,2021-03-05,P,x", "claim-personal", "telephone")]
    [InlineData("C-1,u1,cash,1,,,2021-03-05,P,电话 13800138000", "claim-personal", "origin")]
    [InlineData("C-1,u1,cash,1,,,2021-03-05,P,a@example.org", "claim-personal", "origin")]
    [InlineData("C-1,u1,cash,1,,,2021-03-05,P,110101199003078515", "claim-personal", "origin")]
    [InlineData("C-1,,cash,1,,,2021-03-05,P,x", "claim-creditor", "creditor")]
    [InlineData("C-1,u1,debt,1,,,2021-03-05,P,x", "claim-kind", "cash")]
    [InlineData("C-1,u1,cash,0,,,2021-03-05,P,x", "claim-amount", "fen")]
    [InlineData("C-1,u1,cash,-1,,,2021-03-05,P,x", "claim-amount", "fen")]
    [InlineData("C-1,u1,cash,1.001,,,2021-03-05,P,x", "claim-amount", "fen")]
    [InlineData("C-1,u1,cash,¥5,,,2021-03-05,P,x", "claim-amount", "¥5")]
    [InlineData("C-1,u1,cash,\"1,000\",,,2021-03-05,P,x", "claim-amount", "1,000")]
    [InlineData("C-1,u1,cash,,,,2021-03-05,P,x", "claim-amount", "amount")]
    [InlineData("C-1,u1,cash,1000000000.01,,,2021-03-05,P,x", "claim-amount", "digits")]
    [InlineData("C-1,u1,cash,,5,1,2021-03-05,P,x", "claim-amount", "old-points")]
    [InlineData("C-1,u1,old-points,,,,2021-03-05,P,x", "claim-amount", "quantity")]
    [InlineData("C-1,u1,old-points,,0,1,2021-03-05,P,x", "claim-quantity", "above 0")]
    [InlineData("C-1,u1,old-points,,5,,2021-03-05,P,x", "claim-unit-value", "unitValue")]
    [InlineData("C-1,u1,old-points,5.01,5,1,2021-03-05,P,x", "claim-amount", "5.000000")]
    [InlineData("C-1,u1,old-points,,5,0.0001,2021-03-05,P,x", "claim-amount", "0.000000")]
    [InlineData("C-1,u1,cash,1,,,5 March,P,x", "claim-since", "2021-03-05")]
    [InlineData("C-1,u1,cash,1,,,2021-02-30,P,x", "claim-since", "2021-02-30")]
    [InlineData("C-1,u1,cash,1,,,2026-11-24,P,x", "claim-since", "has come")]
    [InlineData("C-1,u1,cash,1,,,1989-12-31,P,x", "claim-since", "1989-12-31")]
    [InlineData("C-1,u1,cash,1,,,2021-03-05,abc,x", "claim-evidence", "SHA-256")]
    [InlineData("C-1,u1,cash,1,,,2021-03-05,P,", "claim-origin", "origin")]
    [InlineData("C-1,u1,cash,1,,,2021-03-05,P", "csv-row", "8 cells")]
    [InlineData("C-1,\"u1\"x,cash,1,,,2021-03-05,P,x", "csv-row", "closing quote")]
    public void A_bad_row_is_named_with_its_mend_and_the_rest_goes_on(string row, string code, string english)
    {
        var file = Read($"{Header}{row.Replace("P", Proof)}\nC-9,u9,cash,9,,,2021-03-05,{Proof},x\n");

        var problem = Assert.Single(file.Problems);
        Assert.Equal((2L, code), (problem.Line, problem.Code));
        Assert.Contains(english, problem.Sentence.En, StringComparison.Ordinal);
        Assert.EndsWith("。", problem.Sentence.Zh, StringComparison.Ordinal);
        Assert.Equal("C-9", Assert.Single(file.Claims).Claim);
        Assert.Equal((2L, 1L), (file.Rows, file.Unreadable));
    }

    [Fact]
    public void A_claim_is_registered_once_only_and_what_is_turned_down_is_summed()
    {
        var file = Read(Header
            + $"C-1,u1,cash,10,,,2021-03-05,{Proof},x\n"
            + $"C-1,u2,cash,20,,,2021-03-05,{Proof},x\n"
            + $"C-2,u1,cash,10,,,2022-03-05,{Proof},y\n"
            + $"C-3,u1,cash,11,,,2022-03-05,{Proof},y\n");

        Assert.Equal([("claim-twice", 3L), ("claim-same", 4L)], file.Problems.Select(one => (one.Code, one.Line)));
        Assert.Contains("line 2", file.Problems[1].Sentence.En, StringComparison.Ordinal);
        Assert.Equal((new(2, Yuan("21")), new ClaimSum(2, Yuan("30"))), (file.Accepted, file.Rejected));
    }

    [Theory]
    [InlineData("", "csv-empty")]
    [InlineData("claim,creditor,kind,amount,since,evidence\n", "csv-column")]
    [InlineData("claim,claim,creditor,kind,amount,since,evidence,origin\n", "csv-column")]
    [InlineData("claim,creditor,kind,amuont,since,evidence,origin\n", "csv-column")]
    public void A_header_that_does_not_fit_is_named(string text, string code)
    {
        var file = Read(text);

        Assert.Equal(code, Assert.Single(file.Problems).Code);
        Assert.Empty(file.Claims);
    }

    [Fact]
    public void Text_in_another_encoding_is_reported_not_mangled()
    {
        // 张 in GB 18030, as a spreadsheet of a Chinese Windows saves it.
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Header + "C-1,"), 0xD5, 0xC5,
            .. Encoding.UTF8.GetBytes($",cash,1,,,2021-03-05,{Proof},x\n")];
        using var stream = new MemoryStream(bytes);

        Assert.Contains("UTF-8", Assert.Single(
            ClaimFile.Read(stream, new(Today), TestContext.Current.CancellationToken).Problems).Sentence.Zh,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_may_be_named_by_its_file()
    {
        var file = Read(
            Header + "C-1,u1,cash,1,,,2021-03-05,c1.pdf,x\nC-2,u1,cash,2,,,2021-03-05,c2.pdf,x\n",
            new(Today) { HashOf = name => name == "c1.pdf" ? Proof : null });

        Assert.Equal(Proof, Assert.Single(file.Claims).Evidence);
        Assert.Contains("c2.pdf", Assert.Single(file.Problems).Sentence.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sum_that_no_book_holds_is_stopped_at_its_row()
    {
        var text = new StringBuilder(Header);
        for (var line = 1; line <= 4613; line++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"C-{line},u{line},cash,1000000000,,,2021-03-05,{Proof},x\n");
        }

        var file = Read(text.ToString());

        // 2^62 units are 4 611 686 018 427.387904 yuan.
        Assert.Equal(4611, file.Accepted.Claims);
        Assert.Equal([("claim-sum", 4613L), ("claim-sum", 4614L)], file.Problems.Select(one => (one.Code, one.Line)));
    }

    [Fact]
    public void What_goes_in_comes_out_as_accepted_rejected_or_unreadable()
    {
        // Ids, creditors and amounts of two or three values each: most files hold claims twice.
        Gen.Select(Gen.OneOf("C-1", "C-2", "C-3", "C 4"), Gen.OneOf("u1", "u2"),
            Gen.OneOf("0", "0.01", "1", "1.001", "999999999.99"), Gen.OneOf("a", "b", "g"))
            .Array[0, 12].Sample(rows =>
            {
                var file = Read(Header + string.Concat(rows.Select(row =>
                    $"{row.Item1},{row.Item2},cash,{row.Item3},,,2021-03-05,{new string(row.Item4[0], 64)},x\n")));

                Assert.Equal(rows.Length, file.Rows);
                Assert.Equal(file.Rows, file.Accepted.Claims + file.Rejected.Claims + file.Unreadable);
                Assert.Equal(file.ProblemCount, file.Rejected.Claims + file.Unreadable);
                Assert.Equal(file.Claims.Count, file.Claims.Select(claim => claim.Claim).Distinct().Count());
                var byCreditor = file.ByCreditor.Values.Aggregate(default(ClaimSum), (sum, one) => sum + one);
                Assert.Equal(file.Accepted, byCreditor);
                Assert.Equal(
                    rows.Where(IsReadable).Aggregate(Money.Zero, (sum, row) => sum + Yuan(row.Item3)),
                    file.Accepted.Amount + file.Rejected.Amount);
            });

        static bool IsReadable((string Id, string, string Amount, string Proof) row) =>
            row.Id != "C 4" && row.Amount is not ("0" or "1.001") && row.Proof != "g";
    }

    [Fact]
    public void A_hundred_thousand_claims_take_seconds_and_say_how_far_they_are()
    {
        var text = new StringBuilder(Header);
        for (var line = 1; line <= 100_000; line++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"C-{line},u{line % 20_000},cash,{line % 1_000 + 1}.25,,,2021-03-05,{line:x64},返利账户\n");
        }

        var steps = new List<long>();
        var watch = Stopwatch.StartNew();
        var file = Read(text.ToString(), new(Today) { Said = (done, _) => steps.Add(done) });

        Assert.Equal(100_000, file.Accepted.Claims);
        Assert.Equal(20_000, file.SeveralClaims.Count);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
        Assert.True(steps.Count > 10, "progress is said on the way");
        Assert.Equal(steps.Order(), steps);
    }

    private static ClaimFile Read(string text, ClaimReading? reading = null)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return ClaimFile.Read(stream, reading ?? new(Today), TestContext.Current.CancellationToken);
    }

    private static Money Yuan(string text) =>
        Decimals.TryRead(text, Money.Decimals, out var units)
            ? Money.FromUnits(units)
            : throw new FormatException(text);
}

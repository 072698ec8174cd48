using System.IO.Compression;
using System.Text;
using Wellspring.Cli.Orders;

namespace Wellspring.Cli.Tests.Orders;

public sealed class OrderCsvTests
{
    private static readonly OrderMap Simple = Given.Map(Given.SimpleMap);

    [Fact]
    public void Plain_packed_and_marked_files_read_alike()
    {
        var text = Encoding.UTF8.GetBytes("order,customer,time,amount\r\n1,张三,2026-01-05 10:00,88.5\r\n");

        foreach (var bytes in new[] { text, [0xEF, 0xBB, 0xBF, .. text], Packed(text) })
        {
            using var csv = Given.Csv(Simple, bytes);
            Assert.Equal(
                [new ShopRow.Order(2, "1", Given.At("2026-01-05T10:00+08:00"), Given.Amount("88.50"), "张三", "")],
                csv.Rows());
            Assert.Equal(csv.Length, csv.Position);
        }
    }

    [Fact]
    public void Quoted_cells_hold_separators_quotes_and_line_breaks_and_rows_are_named_by_their_first_line()
    {
        var rows = Given.Rows(Simple,
            "order,customer,time,amount,note\n1,\"Li, \"\"Si\"\"\",2026-01-05,1,\"two\nlines\"\n\n2,b,2026-01-06,x,\n");

        Assert.Equal("Li, \"Si\"", Assert.IsType<ShopRow.Order>(rows[0]).Customer);
        Assert.Equal(5, Assert.IsType<ShopRow.Bad>(rows[1]).Line);
        Assert.Contains("\"x\"", ((ShopRow.Bad)rows[1]).En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,a,2026-01-05,1,extra", "cells")]
    [InlineData("1,a,2026-01-05", "cells")]
    [InlineData("1,\"a\"b,2026-01-05,1", "closing quote")]
    [InlineData("1,a\"b,2026-01-05,1", "inside an unquoted text")]
    [InlineData(",a,2026-01-05,1", "order: \"\"")]
    [InlineData("1,a,5 January,1", "time: \"5 January\"")]
    [InlineData("1,a,2026-02-30,1", "time")]
    [InlineData("1,a,2026-01-05,\"1,000.00\"", "amount: \"1,000.00\"")]
    [InlineData("1,a,2026-01-05,¥5", "amount")]
    [InlineData("1,a,2026-01-05,1e3", "amount")]
    [InlineData("1,a,2026-01-05,", "amount")]
    [InlineData("1,a,2026-01-05,-1", "refund is marked")]
    [InlineData("1,a,2026-01-05,9999999999999", "amount")]
    public void A_bad_row_is_reported_and_the_rest_goes_on(string row, string sentence)
    {
        var rows = Given.Rows(Simple, $"order,customer,time,amount\n{row}\n2,b,2026-01-06,2\n");

        var bad = Assert.IsType<ShopRow.Bad>(rows[0]);
        Assert.Equal(2, bad.Line);
        Assert.Contains(sentence, bad.En, StringComparison.Ordinal);
        Assert.NotEmpty(bad.Zh);
        Assert.Equal("2", Assert.IsType<ShopRow.Order>(rows[1]).Number);
    }

    [Fact]
    public void A_quote_that_never_closes_is_named_where_it_opens()
    {
        var rows = Given.Rows(Simple, "order,customer,time,amount\n1,a,2026-01-05,1\n2,\"b,2026-01-05,1\n3,c\n");

        Assert.Equal(2, rows.Count);
        Assert.Equal(3, Assert.IsType<ShopRow.Bad>(rows[1]).Line);
    }

    [Fact]
    public void Text_in_another_encoding_is_reported_not_mangled()
    {
        // 张 in GB 18030, as a spreadsheet of a Chinese Windows saves it.
        using var csv = Given.Csv(Simple, [.. "order,customer,time,amount\n1,"u8, 0xD5, 0xC5, .. ",2026-01-05,1\n"u8]);

        Assert.Contains("UTF-8", Assert.IsType<ShopRow.Bad>(csv.Rows().Single()).Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_damaged_archive_gives_the_rows_before_the_damage_and_says_so(bool isCut)
    {
        var text = new StringBuilder("order,customer,time,amount\n");
        for (var number = 0; number < 50_000; number++)
        {
            text.Append(number).Append(",m,2026-01-05,").Append(number * 7919L % 100_003).Append('\n');
        }

        var bytes = Packed(Encoding.UTF8.GetBytes(text.ToString()));
        bytes.AsSpan(bytes.Length / 2, 64).Fill(0xFF);
        using var csv = Given.Csv(Simple, isCut ? bytes[..(bytes.Length / 2)] : bytes);

        var rows = csv.Rows().ToList();

        Assert.IsType<ShopRow.Order>(rows[0]);
        Assert.Contains("gzip", Assert.IsType<ShopRow.Bad>(rows[^1]).En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("order,customer,time\n")]
    [InlineData("order,customer,time,Amount\n")]
    [InlineData("order,customer,time,amount,time\n")]
    public void A_header_without_the_columns_is_refused(string text)
    {
        var (csv, findings) = OrderCsv.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), Simple);

        Assert.Null(csv);
        Assert.NotEmpty(Assert.Single(findings).Zh);
    }

    [Theory]
    [InlineData("2026-01-05T10:00:00", "2026-01-05T10:00:00+08:00")]
    [InlineData("2026-01-05 10:00:00.250", "2026-01-05T10:00:00.250+08:00")]
    [InlineData("2026/1/5 9:05", "2026-01-05T09:05+08:00")]
    [InlineData("2026-01-05", "2026-01-05T00:00+08:00")]
    [InlineData("2026-01-05T10:00:00Z", "2026-01-05T10:00:00+00:00")]
    [InlineData("2026-01-05T10:00:00-05:30", "2026-01-05T10:00:00-05:30")]
    public void Usual_times_are_read_and_an_offset_of_their_own_wins(string written, string meant)
    {
        Assert.True(ShopTime.TryRead(written, null, Simple.UtcOffset, out var at));
        Assert.Equal(Given.At(meant), at);
    }

    [Fact]
    public void A_stated_time_format_is_the_only_one()
    {
        Assert.True(ShopTime.TryRead("05.01.2026 10:00", "dd.MM.yyyy HH:mm", Simple.UtcOffset, out var at));
        Assert.Equal(Given.At("2026-01-05T10:00+08:00"), at);
        Assert.False(ShopTime.TryRead("2026-01-05 10:00", "dd.MM.yyyy HH:mm", Simple.UtcOffset, out _));
    }

    [Fact]
    public void An_unknown_kind_is_reported_with_those_that_are_known()
    {
        var rows = Given.Rows(Given.FullMap(), Given.File("1,a,2026-01-05,1,s,gift,"));

        Assert.Contains("order, refund, note", Assert.IsType<ShopRow.Bad>(rows[0]).En, StringComparison.Ordinal);
    }

    private static byte[] Packed(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(text);
        }

        return packed.ToArray();
    }
}

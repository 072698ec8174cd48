using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Wellspring.Engine.Tests.Golden;

/// <summary>
/// A decoder of journal records that knows only docs/formats/journal.md: the encodings below, and its tables for the
/// rest. It shares no line with the product, so where it agrees with the product the page is right.
/// </summary>
internal sealed class DocumentDecoder(FormatDocument page, byte[] bytes, Func<long, string> nameOf)
{
    private readonly SortedDictionary<string, string> _figures = new(StringComparer.Ordinal);
    private int _at;
    private int _end = bytes.Length;

    /// <summary>All figures of one record by their path in the export, as text; those of nothing left out.</summary>
    public IReadOnlyDictionary<string, string> Decode()
    {
        var kind = 0L;
        var hasId = false;
        foreach (var (name, type) in page.Fields("Header"))
        {
            if (name == "kind")
            {
                kind = (long)Unsigned();
            }
            else if (name is not ("command" or "content") || hasId)
            {
                Read(type, name);
                hasId |= name == "id" && _figures.ContainsKey("id");
            }
        }

        var kindName = page.NameOf("Kind", kind);
        _figures["event"] = kindName;
        Sized(() => ReadFields($"Kind {kind}: {kindName}", ""));
        Read("sized aftermath", "");
        return _figures;
    }

    public bool IsAtEnd => _at == bytes.Length;

    private void ReadFields(string section, string path)
    {
        foreach (var (name, type) in page.Fields(section))
        {
            // Groups that the export writes in line have no name of their own there.
            var inLine = type
                is "sized settlement" or "sized pending-order" or "sized withdrawal" or "exit" or "subject" or "agency";
            Read(type, inLine ? path : Join(path, name));
        }
    }

    // All of the length is read here: the page of this version knows every field.
    private void Sized(Action read)
    {
        var length = (int)Unsigned();
        var (end, outer) = (_at + length, _end);
        _end = end;
        if (length > 0)
        {
            read();
        }

        Assert.Equal(end, _at);
        _end = outer;
    }

    private void Read(string type, string path)
    {
        if (type.StartsWith("sized ", StringComparison.Ordinal))
        {
            Sized(() => Read(type["sized ".Length..], path));
        }
        else if (type.StartsWith("rest ", StringComparison.Ordinal))
        {
            ReadRest(type["rest ".Length..], path);
        }
        else if (type.StartsWith("list of ", StringComparison.Ordinal))
        {
            var count = (long)Unsigned();
            for (var index = 0L; index < count; index++)
            {
                Read(type["list of ".Length..], $"{path}[{index}]");
            }
        }
        else if (type.StartsWith("optional* ", StringComparison.Ordinal))
        {
            var isThere = Flag();
            Read(type["optional* ".Length..], path);
            if (!isThere)
            {
                Assert.True(_figures.Remove(path), "the value stands in any case");
            }
        }
        else if (type.StartsWith("optional ", StringComparison.Ordinal))
        {
            if (Flag())
            {
                Read(type["optional ".Length..], path);
            }
        }
        else if (type.StartsWith("codes ", StringComparison.Ordinal))
        {
            Put(path, (long)Unsigned() is var number and not 0 ? page.CodeOf(type["codes ".Length..], number) : null);
        }
        else if (!ReadPlain(type, path))
        {
            ReadGroup(type, path);
        }
    }

    // What an earlier release does not have ends before it; of a list there is one value for each item.
    private void ReadRest(string type, string path)
    {
        var parts = type.Split(" of ");
        if (_at == _end)
        {
            return;
        }

        if (parts.Length == 1 || parts[0] == "list")
        {
            Read(type, path);
            return;
        }

        var (start, field) = path.LastIndexOf('.') is >= 0 and var dot

            ? (path[..(dot + 1)], path[(dot + 1)..])

            : ("", path);
        for (var index = 0; _figures.ContainsKey($"{start}{parts[1]}[{index}].payee"); index++)
        {
            Read(parts[0], $"{start}{parts[1]}[{index}].{field}");
        }
    }

    private bool ReadPlain(string type, string path)
    {
        switch (type)
        {
            case "unsigned":
                Put(path, ((long)Unsigned()).ToString(CultureInfo.InvariantCulture));
                return true;
            case "signed":
                var folded = Unsigned();
                Put(path, ((long)(folded >> 1) ^ -(long)(folded & 1)).ToString(CultureInfo.InvariantCulture));
                return true;
            case "day":
                var days = Unsigned();
                Put(path, new DateOnly(1970, 1, 1).AddDays((int)((long)(days >> 1) ^ -(long)(days & 1)))
                    .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                return true;
            case "money":
                Put(path, Decimal((long)Unsigned(), 6));
                return true;
            case "points":
                Put(path, Decimal((long)Unsigned(), 8));
                return true;
            case "rate":
                Put(path, Decimal((long)Unsigned(), 4).TrimEnd('0').TrimEnd('.') + "%");
                return true;
            case "member":
                Put(path, (long)Unsigned() is var number and not 0 ? nameOf(number) : null);
                return true;
            case "time":
                var raw = Unsigned();
                Put(path, Time((long)(raw >> 1) ^ -(long)(raw & 1)));
                return true;
            case "flag":
                Put(path, Flag() ? "true" : "false");
                return true;
            case "text":
                Put(path, Text());
                return true;
            case "digest":
                Put(path, Convert.ToHexStringLower(Raw(32)));
                return true;
            case "hash":
                Put(path, Convert.ToHexStringLower(Raw(16)));
                return true;
            default:
                return false;
        }
    }

    private void ReadGroup(string group, string path)
    {
        switch (group)
        {
            case "funding":
                Read("codes funding-mode", Join(path, "mode"));
                if (_figures.ContainsKey(Join(path, "mode")))
                {
                    Read("text", Join(path, "reference"));
                }

                break;
            case "due-item":
                var item = Raw(1)[0];
                var name = page.NameOf("Due item", item);
                Put(Join(path, "event"), name);
                ReadFields($"Due item {item}: {name}", path);
                Read("sized aftermath", path);
                break;
            case "notice":
                Read("member", path);
                break;
            default:
                ReadFields($"Group {group}", path);
                break;
        }
    }

    private void Put(string path, string? text)
    {
        if (text is not null)
        {
            _figures[path] = text;
        }
    }

    private byte[] Raw(int count)
    {
        _at += count;
        return bytes[(_at - count).._at];
    }

    private bool Flag() => Raw(1)[0] switch
    {
        0 => false,
        1 => true,
        var other => throw new FormatException($"{other} is no flag"),
    };

    private ulong Unsigned()
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = Raw(1)[0];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private string? Text() => (int)Unsigned() is var length and not 0 ? Encoding.UTF8.GetString(Raw(length - 1)) : null;

    private static string Decimal(long units, int decimals) =>
        new decimal(unchecked((int)units), (int)(units >> 32), 0, isNegative: false, (byte)decimals)
            .ToString(CultureInfo.InvariantCulture);

    private static string Time(long milliseconds) =>
        DateTime.UnixEpoch.AddMilliseconds(milliseconds)
            .ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Splits a batch into records by the page's table "Batch payload".</summary>
    public static IEnumerable<byte[]> RecordsOf(byte[] payload, long first, byte[] previous)
    {
        var page = new FormatDocument();
        Assert.Equal(
            ["version", "header", "count", "previous", "first", "recorded", "ruleset", "records"],
            page.Fields("Batch payload").Select(field => field.Name));
        var reader = new DocumentDecoder(page, payload, _ => "");
        Assert.Equal(1, reader.Raw(1)[0]);
        var header = (int)reader.Unsigned();
        var end = reader._at + header;
        var left = BinaryPrimitives.ReadInt32LittleEndian(reader.Raw(4));
        Assert.Equal(previous, reader.Raw(32));
        Assert.Equal(first, (long)reader.Unsigned());
        Assert.Equal(0UL, reader.Unsigned());
        if (reader._at < end)
        {
            reader.Raw(32);
        }

        Assert.Equal(end, reader._at);
        for (; left > 0; left--)
        {
            yield return reader.Raw(BinaryPrimitives.ReadInt32LittleEndian(reader.Raw(4)));
        }

        Assert.True(reader.IsAtEnd, "exactly up to the end of the payload");
    }
}

using Wellspring.Core;
using Wellspring.Engine.Journals;

namespace Wellspring.Engine.Tests.Writers;

internal static class Bytes
{
    /// <summary>A record by its position and bytes: lists inside records do not compare by value.</summary>
    public static string Of(JournalRecord record)
    {
        var writer = new WireWriter();
        RecordCodec.Write(writer, record);
        return $"{record.Position} {Convert.ToHexString(writer.Written)}";
    }
}

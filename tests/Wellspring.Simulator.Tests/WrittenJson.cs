using System.Text;
using System.Text.Json;

namespace Wellspring.Simulator.Tests;

/// <summary>What a result writes of itself, as text.</summary>
internal static class WrittenJson
{
    public static string Of(Action<Utf8JsonWriter> write)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }
}

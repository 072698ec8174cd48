using System.Collections.Immutable;
using System.Text;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>Sentences with <c>{names}</c> to be filled in.</summary>
internal static class Templates
{
    public static ImmutableArray<string> Names(string template)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        for (var at = template.IndexOf('{'); at >= 0; at = template.IndexOf('{', at + 1))
        {
            var name = template[(at + 1)..template.IndexOf('}', at)];
            if (!names.Contains(name))
            {
                names.Add(name);
            }
        }

        return names.ToImmutable();
    }

    /// <summary>One pass: what an argument contains is never taken for a name again.</summary>
    public static string Fill(string template, IEnumerable<FindingArgument> arguments)
    {
        var text = new StringBuilder();
        var from = 0;
        for (var at = template.IndexOf('{'); at >= 0; at = template.IndexOf('{', from))
        {
            var end = template.IndexOf('}', at);
            var name = template[(at + 1)..end];
            text.Append(template, from, at - from);
            text.Append(arguments.First(one => one.Name == name).Value);
            from = end + 1;
        }

        return text.Append(template, from, template.Length - from).ToString();
    }
}

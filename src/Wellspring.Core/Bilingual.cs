namespace Wellspring.Core;

/// <summary>A sentence for people, written in both languages of the house: zh-CN first, then English.</summary>
public readonly record struct Bilingual(string Zh, string En)
{
    public override string ToString() => $"{Zh} {En}";
}

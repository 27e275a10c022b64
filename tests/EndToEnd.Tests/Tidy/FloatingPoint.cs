using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace OpenSQT.Lmax.EndToEnd.Tests.Tidy;

/// <summary>
/// The engine decides with whole numbers only: floating point could round differently on another machine, and then a
/// replay would differ. The compiled engine is read, because the analyzer does not see the keyword <c>double</c>.
/// </summary>
public sealed class FloatingPoint
{
    [Fact]
    public void ShouldNotExistInTheEngine()
    {
        Rule.Holds(
            Uses("OpenSQT.Lmax.Engine.dll"),
            "Use ticks, lots, 1e-8 units or Int128 instead of float and double:");
    }

    [Fact]
    public void ShouldBeSeenByThisScanWhereItExists()
    {
        List<string> uses = Uses("OpenSQT.Lmax.EndToEnd.Tests.dll");

        string sample = $"{nameof(FloatingPoint)}.{nameof(Sample)}";
        Assert.Contains($"{sample}: signature", uses);
        Assert.Contains($"{sample}: a local variable", uses);
        Assert.Contains($"{sample}: conv.r8", uses);
        Assert.Contains($"{sample}: ldc.r8", uses);
        Assert.Contains("call of Sqrt", uses);
        Assert.DoesNotContain(uses, use => use.StartsWith(nameof(IlReader), StringComparison.Ordinal));
    }

    private static double Sample(long ticks)
    {
        double half = ticks * 0.5;
        return half > 1 ? Math.Sqrt(half) : half;
    }

    private static List<string> Uses(string assembly)
    {
        using PEReader pe = new(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly)));
        MetadataReader metadata = pe.GetMetadataReader();
        FloatSearch search = new();
        List<string> uses = [];
        foreach (TypeDefinition type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition))
        {
            string typeName = metadata.GetString(type.Name);
            foreach (FieldDefinition field in type.GetFields().Select(metadata.GetFieldDefinition))
            {
                if (field.DecodeSignature(search, null))
                    uses.Add($"{typeName}.{metadata.GetString(field.Name)}: field");
            }

            foreach (MethodDefinition method in type.GetMethods().Select(metadata.GetMethodDefinition))
            {
                string name = $"{typeName}.{metadata.GetString(method.Name)}";
                if (FloatSearch.In(method.DecodeSignature(search, null))) uses.Add($"{name}: signature");
                if (method.RelativeVirtualAddress != 0)
                    uses.AddRange(UsesInBody(pe, metadata, method, search).Select(use => $"{name}: {use}"));
            }
        }

        uses.AddRange(UsesInReferences(metadata, search));
        return uses;
    }

    private static IEnumerable<string> UsesInBody(
        PEReader pe, MetadataReader metadata, MethodDefinition method, FloatSearch search)
    {
        MethodBodyBlock body = pe.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil
            && metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(search, null).Contains(true))
        {
            yield return "a local variable";
        }

        foreach (string name in IlReader.OpCodeNames(body.GetILBytes()!).Where(IsFloat).Distinct()) yield return name;
    }

    /// <summary>Called methods, used fields and generic types of other assemblies.</summary>
    private static IEnumerable<string> UsesInReferences(MetadataReader metadata, FloatSearch search)
    {
        foreach (MemberReference member in metadata.MemberReferences.Select(metadata.GetMemberReference))
        {
            bool found = member.GetKind() == MemberReferenceKind.Field
                ? member.DecodeFieldSignature(search, null)
                : FloatSearch.In(member.DecodeMethodSignature(search, null));
            if (found) yield return $"call of {metadata.GetString(member.Name)}";
        }

        for (int row = 1; row <= metadata.GetTableRowCount(TableIndex.MethodSpec); row++)
        {
            MethodSpecification method = metadata.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(row));
            if (method.DecodeSignature(search, null).Contains(true)) yield return "a generic call";
        }

        for (int row = 1; row <= metadata.GetTableRowCount(TableIndex.TypeSpec); row++)
        {
            TypeSpecification type = metadata.GetTypeSpecification(MetadataTokens.TypeSpecificationHandle(row));
            if (type.DecodeSignature(search, null)) yield return "a generic type";
        }
    }

    private static bool IsFloat(string opCode) =>
        opCode.Contains(".r4", StringComparison.Ordinal)
        || opCode.Contains(".r8", StringComparison.Ordinal)
        || opCode == "conv.r.un";
}

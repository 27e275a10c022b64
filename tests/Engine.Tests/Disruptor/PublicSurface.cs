using System.Reflection;

namespace OpenSQT.Lmax.Engine.Tests.Disruptor;

/// <summary>The public members of a type as lines of text, e.g. <c>Sequence: Int64 AddAndGet(Int64)</c>.</summary>
public static class PublicSurface
{
    private const BindingFlags AnyPublic =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    private static readonly string[] OfEveryObject =
        [.. typeof(object).GetMethods().Select(m => m.Name)];

    /// <summary>Inherited members count: where a member is declared does not matter to a caller.</summary>
    public static IEnumerable<string> Of(Type type)
    {
        string owner = NameOf(type);
        IEnumerable<Type> parts = type.IsInterface ? [type, .. type.GetInterfaces()] : [type];
        return parts.SelectMany(part => part.GetMembers(AnyPublic))
            .Where(member => member.DeclaringType != typeof(Enum) && !OfEveryObject.Contains(member.Name))
            .Select(TextOf)
            .OfType<string>()
            .Select(text => $"{owner}: {text}");
    }

    private static string? TextOf(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo { IsSpecialName: false } method =>
            $"{NameOf(method.ReturnType)} {method.Name}({Parameters(method)})",
        MethodInfo { Name: "op_Implicit" } method => $"implicit {NameOf(method.ReturnType)}({Parameters(method)})",
        PropertyInfo { Name: "Item" } indexer =>
            $"{NameOf(indexer.PropertyType)} this[{Parameters(indexer.GetMethod!)}]",
        PropertyInfo property => $"{NameOf(property.PropertyType)} {property.Name}",
        FieldInfo { IsLiteral: true } constant => $"const {constant.Name} = {constant.GetRawConstantValue()}",
        _ => null,
    };

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        (p.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : p.IsOut ? "out " : "")
        + NameOf(p.ParameterType, p.IsOut) + (p.HasDefaultValue ? $" = {p.DefaultValue}" : "")));

    private static string NameOf(Type type, bool isOut = false)
    {
        if (type.IsByRef) return isOut ? NameOf(type.GetElementType()!) : $"ref {NameOf(type.GetElementType()!)}";
        if (type.IsArray) return NameOf(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter) return type.Name;
        string outer = type.DeclaringType is { } declaring ? NameOf(declaring) + "." : "";
        if (!type.IsGenericType) return outer + type.Name;
        string name = type.Name.Split('`')[0];
        if (outer.Length > 0) return outer + name; // the arguments stand at the outer type
        return $"{name}<{string.Join(", ", type.GetGenericArguments().Select(a => NameOf(a)))}>";
    }
}

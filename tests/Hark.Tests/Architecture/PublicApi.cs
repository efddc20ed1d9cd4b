using System.Reflection;
using System.Text;

namespace Hark.Tests.Architecture;

/// <summary>The public surface of an assembly as sorted lines of text, for comparison with a listed file.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var lines = new List<string>();
        // Extension blocks leave marker types with unspeakable names; what they extend is listed as the methods of their class.
        foreach (Type type in assembly.GetExportedTypes().Where(type => !type.FullName!.Contains('<', StringComparison.Ordinal)))
        {
            string name = Name(type);
            lines.Add($"{name} : {Kind(type)}");
            foreach (MemberInfo member in type.GetMembers(Declared))
            {
                if (Describe(member) is { } text)
                {
                    lines.Add($"{name}.{text}");
                }
            }
        }

        lines.Sort(StringComparer.Ordinal);
        var all = new StringBuilder();
        foreach (string line in lines.Distinct(StringComparer.Ordinal))
        {
            all.Append(line).Append('\n');
        }

        return all.ToString();
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string? Describe(MemberInfo member) => member switch
    {
        // What the compiler makes for records and enums is not somebody's decision.
        FieldInfo { IsPublic: true } field when field.Name != "value__" => field.IsLiteral && field.DeclaringType!.IsEnum ? field.Name : $"{field.Name} : {Name(field.FieldType)}",
        PropertyInfo property when Visible(property.GetMethod) || Visible(property.SetMethod) => property.Name == "EqualityContract" ? null : $"{property.Name}{Index(property)} : {Name(property.PropertyType)} {{{(Visible(property.GetMethod) ? " get;" : "")}{(Visible(property.SetMethod) ? " set;" : "")} }}",
        ConstructorInfo constructor when Visible(constructor) => IsCopy(constructor) ? null : $"new({Parameters(constructor)})",
        MethodInfo method when Visible(method) && !method.IsSpecialName && !Generated.Contains(method.Name) => $"{method.Name}{Generics(method)}({Parameters(method)}) : {Name(method.ReturnType)}",
        MethodInfo method when Visible(method) && method.Name.StartsWith("op_", StringComparison.Ordinal) && method.Name is not ("op_Equality" or "op_Inequality") => $"{method.Name}({Parameters(method)}) : {Name(method.ReturnType)}",
        _ => null,
    };

    private static readonly HashSet<string> Generated = ["Equals", "GetHashCode", "ToString", "PrintMembers", "<Clone>$", "Deconstruct"];

    private static bool Visible(MethodBase? method) => method is { } m && (m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly);

    private static bool IsCopy(ConstructorInfo constructor)
        => constructor.GetParameters() is [{ ParameterType: var only }] && only == constructor.DeclaringType;

    private static string Generics(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Index(PropertyInfo property) => property.GetIndexParameters() is { Length: > 0 } p ? $"[{string.Join(", ", p.Select(x => Name(x.ParameterType)))}]" : "";

    private static string Parameters(MethodBase method)
        => string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = ..." : "")}"));

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return "ref " + Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        }

        if (!type.IsGenericType)
        {
            return type.IsGenericParameter ? type.Name : type.Namespace == "System" ? type.Name : (type.FullName ?? type.Name).Replace('+', '.');
        }

        string bare = type.GetGenericTypeDefinition().FullName!;
        int tick = bare.IndexOf('`', StringComparison.Ordinal);
        bare = (tick < 0 ? bare : bare[..tick]).Replace('+', '.');
        bare = bare.StartsWith("System.", StringComparison.Ordinal) ? bare[(bare.LastIndexOf('.') + 1)..] : bare;
        return $"{bare}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}

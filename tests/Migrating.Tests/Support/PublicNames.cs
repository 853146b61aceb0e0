using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;

namespace AsyncoreNet.Migrating.Tests;

/// <summary>What a document may name: the public types and members of the libraries, and of the framework beneath.</summary>
internal static class PublicNames
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly FrozenSet<string> Keywords = FrozenSet.Create(
        StringComparer.Ordinal, "async", "await", "catch", "finally", "foreach", "new", "null", "return", "using");

    private static readonly Type[] Types =
    [
        .. typeof(Loop).Assembly.GetExportedTypes(),
        .. typeof(Compat.asyncore).Assembly.GetExportedTypes(),
        .. typeof(Async.AsyncLoop).Assembly.GetExportedTypes(),
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .SelectMany(path => Assembly.Load(AssemblyName.GetAssemblyName(path)).GetExportedTypes()),
    ];

    private static readonly ILookup<string, Type> ByName = Types.ToLookup(type => type.Name.Split('`')[0]);

    /// <summary>
    /// What of a code span does not exist. It may be an expression: its arguments do not count, its names are a type and members
    /// of that. A variable has the name of its type in lower case.
    /// </summary>
    public static IEnumerable<string> Unknown(string span)
    {
        string names = Regex.Replace(span, @"\([^()]*\)|<[^<>]*>", string.Empty);
        return Regex.Matches(names, @"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*").Select(m => m.Value)
            .Where(name => !Keywords.Contains(name) && !Exists(name.Split('.')));
    }

    private static bool Exists(string[] path)
    {
        IEnumerable<Type> types = ByName[path[0]].Concat(ByName[char.ToUpperInvariant(path[0][0]) + path[0][1..]]);
        return types.Any(type => Exists(type, path.AsSpan(1)));
    }

    private static bool Exists(Type type, ReadOnlySpan<string> members)
    {
        if (members.IsEmpty)
        {
            return true;
        }

        string name = members[0];
        foreach (MemberInfo member in type.GetMember(name, All).Where(IsVisible))
        {
            Type? next = member switch
            {
                PropertyInfo property => property.PropertyType,
                FieldInfo field => field.FieldType,
                TypeInfo nested => nested,
                _ => null,
            };
            if (members.Length == 1 || (next is not null && Exists(next, members[1..])))
            {
                return true;
            }
        }

        return members.Length == 1 && Types.Any(t => t is { IsAbstract: true, IsSealed: true } && Extends(t, type, name));
    }

    /// <summary>Public, or for those who inherit.</summary>
    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        FieldInfo field => field.IsPublic || field.IsFamily,
        TypeInfo type => type.IsNestedPublic,
        _ => true,
    };

    private static bool Extends(Type holder, Type type, string name) => holder
        .GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Where(method => method.Name == name || method.Name == "get_" + name)
        .Any(method => method.GetParameters() is [var first, ..] && first.ParameterType.IsAssignableFrom(type));
}

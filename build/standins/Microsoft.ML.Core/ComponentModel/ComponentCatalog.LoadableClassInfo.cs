using System;
using System.Linq;
using System.Reflection;

namespace Microsoft.ML.Runtime;

public sealed partial class ComponentCatalog
{
    /// <summary>
    /// How to create one loadable class: by a constructor or a static <c>Create</c> method with the parameters of the
    /// signature, after an optional environment, or by a static <c>Instance</c> property. The more accessible form wins.
    /// </summary>
    internal sealed class LoadableClassInfo
    {
        private readonly MemberInfo _creator;
        private readonly bool _takesEnvironment;

        private LoadableClassInfo(LoadableClassAttributeBase attribute, MemberInfo creator, bool takesEnvironment)
        {
            _creator = creator;
            _takesEnvironment = takesEnvironment;
            Type = attribute.InstanceType;
            LoaderType = attribute.LoaderType;
            ArgType = attribute.ArgType;
            UserName = attribute.UserName;
            LoadNames = attribute.LoadNames;
        }

        public Type Type { get; }

        public Type LoaderType { get; }

        public Type? ArgType { get; }

        public string? UserName { get; }

        public string[] LoadNames { get; }

        internal static LoadableClassInfo? TryCreate(LoadableClassAttributeBase attribute)
        {
            return Find(attribute, attribute.CtorTypes.Prepend(typeof(IHostEnvironment)).ToArray(), takesEnvironment: true)
                ?? Find(attribute, attribute.CtorTypes, takesEnvironment: false);
        }

        internal object CreateInstance(IHostEnvironment env, object[] arguments)
        {
            var values = _takesEnvironment ? arguments.Prepend(env).ToArray() : arguments;
            const BindingFlags flags = BindingFlags.DoNotWrapExceptions;
            var instance = _creator switch
            {
                ConstructorInfo constructor => constructor.Invoke(flags, null, values, null),
                MethodInfo create => create.Invoke(null, flags, null, values, null),
                _ => ((PropertyInfo)_creator).GetValue(null),
            };
            return instance ?? throw Contracts.Except(env, $"{LoaderType} created no instance.");
        }

        private static LoadableClassInfo? Find(LoadableClassAttributeBase attribute, Type[] parameters, bool takesEnvironment)
        {
            const BindingFlags any = BindingFlags.Public | BindingFlags.NonPublic;
            var constructor = attribute.InstanceType.IsAssignableFrom(attribute.LoaderType)
                ? attribute.LoaderType.GetConstructor(any | BindingFlags.Instance, parameters)
                : null;
            var create = attribute.LoaderType.GetMethod("Create", any | BindingFlags.Static | BindingFlags.FlattenHierarchy, parameters);
            if (create != null && !attribute.InstanceType.IsAssignableFrom(create.ReturnType))
            {
                create = null;
            }
            int order = Accessibility(constructor) - Accessibility(create);
            if (constructor != null && create != null && order == 0)
            {
                return null;
            }
            MethodBase? creator = order > 0 ? constructor : create;
            if (creator != null)
            {
                return new LoadableClassInfo(attribute, creator, takesEnvironment);
            }
            var instance = attribute.LoaderType.GetProperty("Instance", any | BindingFlags.Static);
            return instance == null ? null : new LoadableClassInfo(attribute, instance, takesEnvironment: false);
        }

        private static int Accessibility(MethodBase? method)
        {
            return method switch
            {
                null => 0,
                { IsPublic: true } => 4,
                { IsAssembly: true } or { IsFamilyOrAssembly: true } => 3,
                { IsFamily: true } or { IsFamilyAndAssembly: true } => 2,
                _ => 1,
            };
        }
    }
}

// Lines of a configuration that are nothing but a mark of a template: `${LISTENERS}`, whole directives once it is filled in.

/** Whether a directive of this name stands for others that something else writes there. */
export const isHole = (name: string): boolean => /^(?:[$@%<]|\{\{|__)/.test(name);

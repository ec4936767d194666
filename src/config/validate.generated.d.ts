// Types of the generated validator.
export interface ValidationError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}
declare const validate: {
  (data: unknown): boolean;
  errors?: readonly ValidationError[] | null;
};
export { validate };
export default validate;
